export const start = {
	progress: 'Bước {{at}} trên {{all}}',
	language: {
		title: 'Chọn ngôn ngữ của bạn',
		text: 'Bạn có thể đổi sau.'
	},
	limits: {
		title: 'Điều Cercle làm được và không làm được',
		can: 'Cercle bảo vệ bạn',
		cannot: 'Cercle không thể bảo vệ bạn',
		phone: 'Khi điện thoại đã khóa và sổ đã khóa: người lấy điện thoại khó có thể đọc được sổ.',
		boxes: 'Nếu sau này bạn gửi gì cho một tổ chức, máy tính giữ phần đó sẽ không đọc được.',
		watched: 'Nếu có người nhìn khi bạn mở sổ.',
		forced: 'Nếu có người ép bạn mở sổ.',
		spy: 'Nếu có người đã cài phần mềm theo dõi vào điện thoại.',
		history: 'Trình duyệt vẫn lưu trong lịch sử là trang này đã được mở.',
		web: 'Cercle là một trang web. Người quản lý trang web có thể thay đổi trang. Vì vậy chúng tôi cho mọi người biết cách kiểm tra.',
		read: 'Tôi đã hiểu'
	},
	secret: {
		title: 'Mã đầy đủ của bạn',
		pictures: 'Tám hình này mở sổ của bạn, theo đúng thứ tự này.',
		words: 'Năm từ này mở sổ của bạn, theo đúng thứ tự này.',
		renew: 'Cho tôi mã khác',
		kind: 'Hình hay từ',
		asPictures: 'Hình',
		asWords: 'Từ',
		adviceTitle: 'Để dễ nhớ',
		story: 'Hãy ghép thành một câu chuyện nhỏ, từ đầu đến cuối. Kể cho chính mình nghe ba lần.',
		photo: 'Không chụp ảnh, không nhắn tin: ảnh và tin sẽ nằm lại trong điện thoại.',
		lost: 'Không ai có thể tìm lại mã này giúp bạn. Không có mã, sổ sẽ không mở được.',
		known: 'Tôi nhớ rồi'
	},
	again: {
		title: 'Thử lại xem bạn đã nhớ chưa',
		pictures: 'Chạm vào tám hình của bạn, theo thứ tự.',
		words: 'Gõ năm từ của bạn, theo thứ tự. Không cần gõ dấu.',
		differs: 'Chưa đúng hẳn. Lúc đầu ai cũng vậy. Hãy thử lại, hoặc xem lại một lần nữa.',
		look: 'Xem lại',
		check: 'Đúng rồi'
	},
	making: {
		title: 'Đang chuẩn bị sổ của bạn',
		text: 'Đang làm một ổ khóa chắc chắn cho điện thoại này. Mất vài giây.'
	},
	another: {
		title: 'Một cuốn sổ mới trên điện thoại này',
		text: 'Những cuốn sổ khác vẫn còn nguyên. Mỗi cuốn có mã riêng. Màn hình không cho biết có bao nhiêu cuốn.'
	},
	wordsUnavailable: 'Các từ chưa có trên điện thoại này. Hãy vào mạng một lần, hoặc dùng hình.',
	privacy: {
		title: 'Điều Cercle giữ và bảo vệ',
		keptTitle: 'Những gì được giữ',
		kept: 'Sổ của bạn nằm trên điện thoại này, đã được khóa. Nếu bạn không đồng ý, không có gì được gửi đi đâu cả.',
		asked: 'Cercle không hỏi tên thật, số điện thoại, địa chỉ, ảnh hay nơi ở.',
		outside:
			'Ngoài cuốn sổ, trình duyệt giữ ngôn ngữ và màu sắc bạn chọn. Trình duyệt cũng giữ số lần thử sai, và việc ở đây có một cuốn sổ.',
		exitTitle: 'Thoát nhanh',
		exit: 'Nút “Thoát nhanh” che hết màn hình và khóa sổ. Nếu có bàn phím: nhấn phím Shift ba lần. Lịch sử của trình duyệt thì vẫn còn.'
	},
	change: {
		currentTitle: 'Mã hiện nay của bạn',
		currentText: 'Trước hết, hãy nhập mã đang mở sổ này.',
		making: 'Đang đổi ổ khóa',
		doneTitle: 'Đã đổi mã',
		doneText: 'Mã mới mở được sổ này. Mã cũ không mở được nữa.'
	}
};
