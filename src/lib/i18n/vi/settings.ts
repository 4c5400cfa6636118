export const settings = {
	title: 'Cài đặt',
	look: 'Màu sắc',
	theme: {
		device: 'Theo điện thoại',
		light: 'Sáng',
		dark: 'Tối'
	},
	pin: {
		title: 'Mã ngắn',
		text: 'Bốn đến sáu số để mở lại sổ cho nhanh, nhiều nhất là trong mười lăm phút. Sau đó cần mã đầy đủ.',
		first: 'Mã ngắn của bạn',
		second: 'Nhập lại lần nữa',
		hint: 'Không dùng ngày sinh, không dùng mã điện thoại.',
		digits: 'Cần bốn đến sáu số.',
		differs: 'Hai mã không giống nhau.',
		isSet: 'Đã có mã ngắn.',
		isNot: 'Chưa có mã ngắn.',
		choose: 'Chọn mã ngắn',
		change: 'Đổi mã ngắn',
		remove: 'Bỏ mã ngắn'
	},
	lock: {
		title: 'Khóa sổ',
		text: 'Sổ cũng tự khóa khi không có ai chạm vào.',
		now: 'Khóa ngay'
	},
	secret: {
		title: 'Đổi mã đầy đủ',
		detail: 'Hình mới hoặc từ mới. Mã cũ sẽ không mở được nữa.'
	},
	others: {
		title: 'Nhiều người, một điện thoại',
		text: 'Mỗi người có thể có sổ riêng với mã riêng. Khóa sổ này, chạm “Mở”, rồi “Tạo sổ mới”. Không ai thấy tên hay ghi chép của người khác.'
	},
	phone: {
		title: 'Trên điện thoại này',
		keeping: {
			unknown: 'Trình duyệt chưa cho biết có giữ sổ khi hết chỗ hay không.',
			kept: 'Trình duyệt đã hứa giữ sổ, kể cả khi hết chỗ.',
			'may-be-lost': 'Trình duyệt chưa hứa giữ sổ khi hết chỗ. Cài ứng dụng có giúp phần nào.',
			unsupported: 'Trình duyệt này không cho biết có giữ sổ hay không.'
		},
		offlineReady: 'Toàn bộ ứng dụng đã ở trên điện thoại: dùng được khi không có mạng.',
		offlineNot: 'Ứng dụng chưa tải hết về điện thoại. Hãy để mở một lúc khi có mạng.',
		space: 'Chỗ đã dùng',
		spaceOf: '{{used}} MB trên {{allowed}} MB'
	},
	about: {
		title: 'Giới thiệu',
		free: 'Cercle là phần mềm tự do (AGPL-3.0). Không điều gì bạn viết được gửi đi khi bạn chưa đồng ý. Không ai bị theo dõi.',
		version: 'Phiên bản:',
		privacy: 'Cercle bảo vệ được gì và không bảo vệ được gì',
		help: 'Tìm người giúp đỡ',
		log: 'Những gì ứng dụng tự ghi lại',
		logText: 'Chỉ có mã và con số, trong trang đang mở này. Không lưu gì cả.',
		logEmpty: 'Không có gì cần báo.'
	},
	erase: {
		title: 'Xóa tất cả',
		show: 'Xem cách xóa',
		text: 'Toàn bộ sổ này sẽ mất mãi mãi. Không ai lấy lại được.',
		limits: 'Lịch sử trình duyệt vẫn cho thấy trang này đã được mở.',
		hold: 'Kéo đến cuối và giữ hai giây. Với bàn phím: giữ phím Enter.'
	}
};
