export const attendance = {
	title: 'Ai có mặt',
	mark: {
		present: 'Có mặt',
		late: 'Đến muộn',
		absent: 'Vắng',
		told: 'Báo trước',
		none: 'Chưa ghi'
	},
	everyone: 'Mọi người đều có mặt',
	everyoneMarked_other: 'Đã ghi {{count}} người: có mặt',
	nobodyLeft: 'Đã ghi đủ mọi người.',
	marked: '{{name}}: {{mark}}',
	totals:
		'Có mặt: {{present}}. Đến muộn: {{late}}. Vắng: {{absent}}. Báo trước: {{told}}. Chưa ghi: {{unmarked}}. Không ghi tên: {{guests}}.',
	guests: 'Người khác có đến',
	guestsHint: 'Chỉ ghi số, không ghi tên',
	guestsLess: 'Bớt một người',
	guestsMore: 'Thêm một người',
	closed: 'Buổi này đã kết thúc. Muốn sửa, trước hết hãy mở phần sửa lại ở trang của buổi này.',
	toSession: 'Trang của buổi này',
	cancelled: 'Buổi này đã hủy. Không có gì để ghi.',
	ahead: 'Chưa đến ngày này. Nếu có người báo trước là không đến được, hãy ghi ở đây.',
	correcting: 'Đang mở phần sửa lại',
	nobody: 'Ngày đó chưa có ai trong nhóm',
	nobodyText: 'Trước hết hãy thêm các thành viên, mỗi người một tên tự chọn.',
	toMembers: 'Xem các thành viên',
	notFound: 'Buổi này không có trong sổ'
};
