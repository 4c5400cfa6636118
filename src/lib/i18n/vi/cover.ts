export const cover = {
	calmTitle: 'Một chút bình yên',
	welcome: 'Một cuốn sổ giúp bạn chuẩn bị và dẫn các buổi gặp nhóm, cả khi không có mạng.',
	begin: 'Bắt đầu',
	invited: 'Tôi có lời mời',
	open: 'Mở',
	trySample: 'Xem thử một ví dụ',
	trySampleOffice: 'Xem ví dụ dành cho người giám sát',
	openingSample: 'Đang chuẩn bị ví dụ…',
	sampleUnavailable: 'Ví dụ chưa có trên điện thoại này. Hãy vào mạng một lần rồi thử lại.',
	privacyLink: 'Cercle bảo vệ được gì và không bảo vệ được gì',
	helpLink: 'Tìm người giúp đỡ',
	breathe: {
		title: 'Thở chậm lại',
		text: 'Nhìn theo vòng tròn. Vòng lớn lên: hít vào. Vòng nhỏ lại: thở ra. Không cần gắng sức.',
		ring: 'Một vòng tròn lớn lên trong bốn giây và nhỏ lại trong sáu giây',
		in: 'Hít vào',
		out: 'Thở ra',
		stop: 'Dừng vòng tròn',
		go: 'Cho vòng tròn chuyển động'
	},
	ground: {
		title: 'Trở về đây, với năm giác quan',
		text: 'Cứ từ từ. Bạn không cần viết gì cả.',
		see: 'thứ bạn nhìn thấy',
		touch: 'thứ bạn chạm được',
		hear: 'âm thanh bạn nghe thấy',
		smell: 'mùi bạn ngửi thấy, hoặc mùi bạn thích',
		taste: 'vị trong miệng bạn, hoặc một ngụm nước thật chậm',
		step: '{{at}} trên {{all}}',
		again: 'Làm lại từ đầu',
		end: 'Vậy là xong. Chân bạn đang chạm đất. Bạn đang ở đây.'
	},
	help: {
		title: 'Tìm người giúp đỡ',
		intro: 'Bạn không phải gánh chuyện này một mình. Bạn có thể bắt đầu từ đây.',
		dangerTitle: 'Đang gặp nguy hiểm',
		danger: 'Nếu được, hãy đến nơi có đông người. Gọi số khẩn cấp của nước bạn đang ở.',
		trustTitle: 'Một người mà bạn tin',
		trust: 'Hãy chọn người biết lắng nghe và không chê trách. Chỉ cần nói: “Tôi cần nói chuyện.”',
		vietnamTitle: 'Ở Việt Nam: gọi 111',
		vietnam: 'Gọi miễn phí, cả ngày lẫn đêm. Sẽ có người nghe máy và chỉ cho bạn nơi cần đến.',
		organisationTitle: 'Tổ chức đang hỗ trợ bạn',
		organisation: 'Nếu bạn dẫn nhóm cùng một tổ chức, hãy gọi người đang hỗ trợ bạn ở đó. Đó cũng là việc của họ.',
		note: 'Cuộc gọi có thể còn trong danh sách cuộc gọi. Nếu có người hay xem điện thoại của bạn, hãy xóa cuộc gọi hoặc gọi bằng máy khác.'
	},
	closed: {
		title: 'Cuốn sổ này không còn ở đây',
		text: 'Sổ đã được xóa khỏi điện thoại này. Không có gì hỏng, và không phải lỗi của bạn.',
		ask: 'Nếu bạn không biết vì sao, hãy nói chuyện với người đang hỗ trợ bạn.',
		next: 'Bạn có thể tạo sổ mới bất cứ lúc nào.',
		go: 'Tiếp tục'
	}
};
