export const supervision = {
	title: 'Báo cáo',
	text: 'Khi có người chia sẻ báo cáo của nhóm với người giám sát, báo cáo sẽ đến đây. Bây giờ bạn chưa cần làm gì.',
	emptyTitle: 'Chưa có gì để đọc',
	none: 'Chưa có báo cáo',
	count_other: '{{count}} báo cáo, mới nhất là ngày {{day}}',
	ledBy: 'Nhóm của {{names}}',
	exactly:
		'Bạn đọc đúng những gì đã được chia sẻ, không hơn. Chưa thể trả lời ở đây: hãy nói chuyện trực tiếp với người dẫn nhóm.',
	ended: 'Nhóm này không còn được chia sẻ. Những gì đã đến vẫn ở đây.',
	missing: 'Không có nhóm này ở đây',
	missingText: 'Trên điện thoại này không có báo cáo nào của nhóm này.'
};
