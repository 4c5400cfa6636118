export const sync = {
	title: 'Trao đổi',
	state: {
		unknown: 'Chưa kiểm tra',
		synced: 'Mọi thứ đã cập nhật',
		waiting_other: '{{count}} thay đổi chờ gửi',
		working: 'Đang trao đổi',
		workingOf: 'Đang trao đổi: {{done}} trên {{of}}',
		offline: 'Không có mạng',
		offlineUnsent_other: 'Không có mạng, {{count}} thay đổi chờ gửi',
		failed: 'Không kết nối được'
	},
	look: 'Cần xem',
	explain: {
		unknown: 'Từ khi mở sổ, Cercle chưa liên lạc với máy chủ.',
		synced: 'Những gì bạn chia sẻ đã gửi đi. Những gì người khác gửi đã ở đây.',
		waiting: 'Mọi thứ đã lưu trên máy này. Cercle tự gửi khi đang mở.',
		working: 'Bạn cứ làm việc tiếp.',
		offline: 'Chuyện bình thường. Mọi thứ đã lưu trên máy này, và sẽ gửi đi khi có mạng.',
		failed: 'Có mạng, nhưng máy chủ không trả lời như mong đợi. Mọi thứ vẫn lưu trên máy này.'
	},
	last: 'Lần trao đổi gần nhất: {{when}}',
	at: '{{day}}, {{time}}',
	never: 'Chưa trao đổi lần nào',
	unsent_other: '{{count}} thay đổi đang chờ ở đây',
	now: 'Đồng bộ ngay',
	stop: 'Dừng',
	progress: 'Trao đổi',
	progressOf: '{{done}} trên {{of}}',
	received_other: 'Đã nhận {{count}} gói',
	said: {
		begun: 'Bắt đầu trao đổi.',
		synced: 'Xong. Mọi thứ đã cập nhật.',
		waiting: 'Việc trao đổi đã dừng. Phần còn lại sẽ gửi sau.',
		offline: 'Hiện không có mạng. Không mất gì cả.',
		failed: 'Máy chủ không trả lời như mong đợi. Không mất gì cả. Cercle sẽ thử lại.',
		stopped: 'Đã dừng trao đổi. Không mất gì cả.'
	},
	first: {
		title: 'Lần trao đổi đầu tiên',
		text: 'Lần đầu, mọi thứ được chia sẻ với bạn sẽ đến. Có thể mất vài phút.',
		where: 'Hãy chọn một nơi yên tĩnh, có mạng tốt.',
		keepOn: 'Bạn cứ làm việc tiếp, kể cả đóng Cercle: việc trao đổi sẽ tiếp tục từ chỗ dừng.',
		begin: 'Bắt đầu'
	},
	off: 'Không có trao đổi',
	offText: 'Sổ này không thuộc tổ chức nào. Không có gì rời khỏi đây.',
	stuck: {
		title: 'Những gì chưa gửi được',
		text: 'Phần còn lại vẫn gửi đi. Ở đây không mất gì cả.',
		group: 'Một thay đổi trong “{{group}}”',
		own: 'Một thay đổi giữa các máy của bạn',
		since: 'Từ {{day}}',
		why: {
			'too-large': 'Nó quá dài để gửi một lần. Hãy viết ngắn lại rồi thử lại.',
			refused: 'Máy chủ không nhận. Hãy thử lại. Nếu vẫn vậy, hãy báo cho tổ chức.',
			'not-reader': 'Máy này không còn chìa khóa của nhóm. Hãy hỏi người cùng dẫn nhóm với bạn.',
			cloned: 'Một máy khác đang viết dưới tên máy này. Hãy xem các thông báo ở trang này.'
		},
		retry: 'Thử lại',
		setAside: 'Để qua một bên',
		setAsideTitle: 'Không gửi thay đổi này nữa?',
		setAsideText: 'Nó ở lại trên máy này. Người khác sẽ không nhận được.'
	},
	missing: {
		title: 'Những gì chưa đến',
		change_other: '{{count}} thay đổi của {{label}} chưa đến',
		since: 'Từ {{day}}',
		text: 'Hãy nhờ người đó mở Cercle khi có mạng. Nếu vẫn vậy, hãy hỏi trực tiếp xem họ đã viết gì.',
		unnamed: 'một người chưa có tên'
	},
	alarms: {
		title: 'Cần xem',
		about: 'Về: {{label}}',
		seen_other: 'Thấy {{count}} lần, lần cuối {{day}}',
		understood: 'Tôi đã hiểu',
		LogForked: {
			title: 'Máy chủ cho xem hai danh sách khác nhau',
			text: 'Máy chủ không cho mọi người xem cùng một danh sách. Máy này giữ danh sách đầu và không tin danh sách kia. Hãy gọi cho tổ chức và nói trực tiếp.'
		},
		LogRolledBack: {
			title: 'Máy chủ cho xem danh sách cũ',
			text: 'Thiếu một phần danh sách những người trong tổ chức. Máy này giữ danh sách nó biết. Hãy chờ một ngày. Nếu vẫn vậy, hãy nói trực tiếp với tổ chức.'
		},
		LogRefused: {
			title: 'Danh sách những người không đúng',
			text: 'Máy này không nhận gì từ đó. Hãy nói trực tiếp với tổ chức.'
		},
		GhostDevice: {
			title: 'Có ai đó đã thử vào',
			text: 'Một máy không ai được phép thêm đã xuất hiện. Nó không nhận được gì từ đây. Hãy nói trực tiếp với tổ chức ngay.'
		},
		CommitmentWrong: {
			title: 'Một chìa khóa không đúng',
			text: 'Máy này không dùng nó. Hãy hỏi người cùng dẫn nhóm: có thay đổi gì không?'
		},
		ChainForked: {
			title: 'Một người kể hai chuyện khác nhau',
			text: 'Máy này không nhận thêm gì từ người đó. Những gì đã có vẫn còn. Hãy gọi cho họ: máy của họ có còn trong tay họ không?'
		},
		ServerForgot: {
			title: 'Máy chủ đã làm mất những gì đã gửi',
			text: 'Bạn không cần làm gì: máy này sẽ gửi lại phần thiếu. Nếu chuyện này lặp lại, hãy báo cho tổ chức.'
		},
		DeviceCloned: {
			title: 'Có ai đó viết thay bạn',
			text: 'Một máy khác dùng tên của máy này. Điều này xảy ra khi máy bị sao chép. Máy này không gửi gì nữa. Hãy nói trực tiếp với tổ chức ngay: họ có thể bỏ máy này ra và mời bạn lại.'
		},
		PastCutOff: {
			title: 'Những lời đến quá muộn',
			text: 'Một người đã được bỏ ra vẫn còn viết. Hãy xem lại các buổi gần đây với người cùng dẫn nhóm.'
		},
		NotAllowed: {
			title: 'Có người viết ở nơi vai trò không cho phép',
			text: 'Không có gì được nhận. Hãy gọi cho người đó: có đúng là họ không? Nếu không, hãy báo cho tổ chức.'
		},
		AppOutdated: {
			title: 'Có một bản Cercle mới hơn',
			text: 'Máy này chưa đọc được. Hãy mở Cercle khi có mạng và lấy bản mới.'
		},
		PicturesUntrue: {
			title: 'Không kiểm tra được các hình',
			text: 'Điều máy chủ đưa ra không đúng với lời mời. Hãy dừng lời mời này. Hãy nói chuyện trực tiếp với người mời bạn.'
		},
		InviteTried: {
			title: 'Có người khác đã thử một lời mời',
			text: 'Hãy so kỹ các hình trước khi đồng ý. Nếu còn nghi ngờ, hãy hủy lời mời và tạo lời mời khác.'
		},
		RootKeyUsed: {
			title: 'Chìa khóa dự phòng đã được dùng',
			text: 'Những người giữ chìa khóa dự phòng đã cho một điện thoại quản lý vào tổ chức. Nếu mọi điện thoại quản lý đều đã mất thì đó là bình thường. Nếu không, hãy nói ngay với tổ chức, bằng lời.'
		}
	},
	heard: {
		title: 'Tin gần nhất',
		text: 'Ngày có gì đó đến từ mỗi người.',
		never: 'Chưa có',
		nobody: 'Trong tổ chức chưa có ai khác.',
		unnamed: 'Chưa có tên',
		mine: 'Máy khác của bạn'
	}
};
