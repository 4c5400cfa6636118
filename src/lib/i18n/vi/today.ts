export const today = {
	morning: 'Xin chào',
	evening: 'Chào buổi tối',
	settings: 'Cài đặt',
	help: 'Trợ giúp',
	next: 'Buổi tới',
	running: 'Buổi đang diễn ra',
	prepare: 'Chuẩn bị',
	begin: 'Bắt đầu',
	continue: 'Tiếp tục',
	nothingPlanned: 'Chưa hẹn buổi nào.',
	unfinished: 'Việc còn dở',
	passed: 'Buổi {{day}}',
	passedAsk: 'Buổi này có diễn ra không?',
	waits: 'Đang chờ',
	opened: 'Nhóm đang thế nào',
	openedDetail: 'Vừa có kết quả mới.',
	answersWait: 'Các câu trả lời đang chờ',
	answersWaitDetail: 'Cần ít nhất {{threshold}} lượt trả lời khá đầy đủ.',
	groups: 'Nhóm của tôi',
	nextMeeting: 'Buổi tới: {{day}}',
	noMeeting: 'Chưa hẹn buổi nào',
	addGroup: 'Thêm nhóm',
	archived: 'Nhóm đã cất',
	rest: {
		title: 'Còn bạn thì sao?',
		text: 'Bốn tuần qua bạn đã gánh nhiều việc. Hãy dành thời gian nghỉ thật sự. Hãy nói chuyện với một người mà bạn tin: bạn không phải âm thầm chịu đựng.',
		private: 'Chỉ bạn thấy lời nhắn này.'
	},
	keeping: {
		title: 'Giữ an toàn cho sổ',
		text: 'Khi máy hết chỗ, điện thoại có thể xóa những gì đã ghi ở đây. Nếu cài ứng dụng, điều đó ít xảy ra hơn.',
		how: 'Cách cài đặt',
		android: 'Trong menu của trình duyệt, chạm “Cài đặt ứng dụng” hoặc “Thêm vào màn hình chính”.',
		iphone: 'Trên iPhone, chạm nút chia sẻ, rồi chạm “Thêm vào MH chính”.',
		open: 'Sau đó luôn mở Cercle bằng biểu tượng mới này.',
		seen: 'Biểu tượng Cercle sẽ hiện giữa các ứng dụng của bạn. Nếu điều đó không tiện cho bạn, đừng cài.'
	},
	empty: {
		title: 'Chào mừng bạn',
		text: 'Ở đây bạn chuẩn bị các buổi gặp, từng bước một. Mọi thứ nằm trong điện thoại này và được khóa lại. Hãy bắt đầu với nhóm của bạn.',
		action: 'Tạo nhóm đầu tiên'
	},
	noGroup: {
		title: 'Chào mừng bạn',
		text: 'Với vai trò của bạn, ở đây không có nhóm nào để dẫn.',
		action: 'Xem tổ chức'
	},
	allArchived: 'Mọi nhóm của bạn đều đã cất.'
};
