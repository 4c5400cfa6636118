export const history = {
	title: 'Qua từng buổi',
	empty: 'Chưa có gì để xem',
	emptyText: 'Sau buổi đầu tiên, bạn sẽ thấy ở đây ai đã đến và nhóm đang thế nào.',
	notFound: 'Nhóm này không có trong sổ',
	toGroup: 'Trang của nhóm',
	came: {
		title: 'Bao nhiêu người đã đến',
		label: 'Từ {{first}} đến {{last}}: từ {{least}} đến {{most}} người mỗi buổi. Lần gần nhất: {{latest}}.',
		one: 'Mới có một buổi. Số người đã đến: {{came}}. Đường vẽ bắt đầu từ buổi thứ hai.',
		day: 'Buổi',
		people: 'Số người đến',
		note: 'Có tính cả người đến mà không ghi tên.'
	},
	wellbeing: {
		title: 'Nhóm đang thế nào',
		label_other: '{{count}} lần, từ cũ đến mới. Lần gần nhất: {{latest}}.',
		empty:
			'Chưa có câu trả lời. Cuối buổi, hãy chuyền điện thoại: mỗi người trả lời bằng hình khuôn mặt, không ghi tên.',
		well: 'Khá ổn',
		mixed: 'Lúc nhẹ lúc nặng',
		struggling: 'Khá nặng nề',
		hidden: 'Đang chờ: chưa đủ lượt trả lời',
		none: 'Chưa hỏi',
		waiting: 'chờ',
		openedOn: 'Có kết quả ngày',
		days: 'Những ngày này',
		session: 'Buổi gặp',
		change: 'So với lần trước',
		up: 'Nhẹ hơn',
		same: 'Như cũ',
		down: 'Nặng hơn',
		nothing: '–'
	},
	words: {
		title: 'Đọc cho cả nhóm nghe, nếu bạn muốn',
		well: 'Nhìn chung, những ngày này khá ổn.',
		mixed: 'Nhìn chung, có điều nhẹ và có điều nặng.',
		struggling: 'Nhìn chung, những ngày này khá nặng nề.',
		up: 'Nhẹ hơn lần trước một chút.',
		same: 'Gần giống như lần trước.',
		down: 'Nặng hơn lần trước một chút.',
		about: {
			well: '“{{topic}}”: nhìn chung khá ổn.',
			mixed: '“{{topic}}”: nhìn chung lúc nhẹ lúc nặng.',
			struggling: '“{{topic}}”: nhìn chung khá nặng nề.'
		},
		together_other: 'Đây là kết quả chung của {{count}} nhóm.',
		chance: 'Đây là cảm nhận, không phải phép đo: khi ít câu trả lời, kết quả có phần ngẫu nhiên.',
		thanks: 'Cảm ơn từng người. Không có câu trả lời đúng hay sai.'
	},
	why: {
		title: 'Vì sao có câu trả lời phải chờ',
		few: 'Khi chưa đủ {{threshold}} lượt trả lời, kết quả chưa hiện ra. Như vậy khó đoán hơn nhiều ai đã trả lời gì. Các câu trả lời chờ, rồi hiện ra chung với những buổi sau.',
		three:
			'Sau đó, bạn chỉ thấy một kết quả chung của cả nhóm: khá ổn, lúc nhẹ lúc nặng, hoặc khá nặng nề. Bạn cũng thấy nhóm nhẹ hơn hay nặng hơn lần trước. Cả nhóm nghĩ giống nhau, hay chỉ phần đông trong nhóm, kết quả vẫn hiện như nhau. Không bao giờ thấy được có bao nhiêu người trả lời.',
		chance:
			'Một nhóm thì nhỏ. Thêm một hai câu trả lời, kết quả có thể khác. Vì vậy thay đổi từ lần này sang lần khác có thể chỉ là ngẫu nhiên. Hãy xem vài lần trước khi kết luận.',
		alone:
			'Bạn chưa ở trong tổ chức nào. Vì vậy chỉ có ứng dụng trên điện thoại này giữ giới hạn {{threshold}} lượt trả lời. Người rất giỏi kỹ thuật, khi cầm điện thoại đã mở khóa, có thể phá được.'
	},
	grid: {
		title: 'Ai có mặt',
		hint: 'Buổi gần nhất ở đầu. Kéo ngang để xem các buổi khác.',
		member: 'Thành viên',
		total: 'Số lần',
		of: '{{came}} trên {{expected}} buổi',
		came: 'Số người',
		away: 'Ngày đó không ở trong nhóm',
		print: 'In ra',
		printNote: 'Ai cũng đọc được tờ giấy. Hãy cất ở nơi an toàn.',
		present: 'Có mặt',
		late: 'Đến muộn',
		absent: 'Vắng',
		told: 'Báo trước',
		none: 'Chưa ghi'
	},
	sessions: {
		title_other: 'Tất cả các buổi ({{count}})',
		came_other: '{{count}} người đã đến',
		planned: 'Sắp tới',
		running: 'Đang diễn ra',
		cancelled: 'Đã hủy'
	}
};
