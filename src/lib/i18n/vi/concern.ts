export const concern = {
	title: 'Báo một điều đáng lo',
	link: 'Báo một điều đáng lo',
	linkDetail: 'Khi bạn lo cho sự an toàn của ai đó',
	step: 'Bước {{at}} trên {{all}}',
	help: {
		title: 'Trước hết là con người',
		intro: 'Một tin nhắn có thể phải chờ nhiều giờ. Một cuộc gọi thì không.',
		stay: 'Ở lại với người đó, hoặc nhờ ai đó ở lại.',
		place: 'Nếu được, hãy đến nơi có đông người.',
		call: 'Đang nguy hiểm: gọi số khẩn cấp của nước bạn đang ở. Ở châu Âu: 112.',
		vietnam: 'Ở Việt Nam: 113 (công an), 115 (cấp cứu), 111 (có người lắng nghe, miễn phí, cả ngày lẫn đêm).',
		person: 'Gọi người đang hỗ trợ bạn ở tổ chức. Đó cũng là việc của họ.',
		trace: 'Cuộc gọi có thể còn trong danh sách cuộc gọi. Hãy xóa nếu có người hay xem điện thoại của bạn.',
		then: 'Sau đó',
		thenText: 'Khi không còn ai gặp nguy hiểm ngay lúc này, bạn có thể viết lại trong ba bước.',
		go: 'Viết ngay',
		alone: 'Chưa có ai để gửi đến',
		aloneText: 'Cuốn sổ này không thuộc tổ chức nào. Hãy nói trực tiếp với một người bạn tin.',
		nobody: 'Tổ chức chưa cử ai lo việc này',
		nobodyText: 'Chưa thể gửi gì từ đây. Hãy gọi người đang hỗ trợ bạn và hỏi ai lo việc bảo vệ an toàn.'
	},
	memory: 'Trước khi gửi, không có gì được lưu. Nếu cuốn sổ đóng lại, những lời này sẽ mất.',
	what: {
		title: 'Chuyện gì đã xảy ra?',
		hint: 'Chọn điều gần đúng nhất.',
		serious: 'Khi nào cần có người lo?',
		callToo: 'Hãy gọi điện nữa. Tin này có thể chờ mạng, còn người thì không.',
		when: 'Chuyện xảy ra khi nào?',
		missing: 'Hãy chọn chuyện gì đã xảy ra, và khi nào cần có người lo.'
	},
	category: {
		'distress-there': 'Rất đau khổ trong buổi gặp',
		'distress-after': 'Rất đau khổ sau buổi gặp',
		'talk-of-dying': 'Nói đến cái chết',
		'self-harm': 'Tự làm mình đau',
		attempt: 'Đã tìm cách chết',
		violence: 'Bạo lực hoặc đe dọa',
		pressure: 'Sức ép từ gia đình, hoặc từ người mình đã lánh xa',
		breach: 'Chuyện riêng của nhóm bị lộ',
		conduct: 'Cách làm của người dẫn nhóm',
		medical: 'Vấn đề sức khỏe',
		left: 'Bỏ nhóm vì chuyện trong nhóm',
		other: 'Chuyện khác'
	},
	serious: { urgent: 'Ngay bây giờ', soon: 'Sớm', wait: 'Có thể chờ' },
	seriousDetail: {
		urgent: 'Có người có thể đang gặp nguy hiểm',
		soon: 'Trong vài ngày tới',
		wait: 'Nhưng cần có người biết'
	},
	happened: { today: 'Hôm nay', yesterday: 'Hôm qua', week: 'Mấy ngày gần đây', earlier: 'Lâu hơn' },
	happenedBack: { today: 'Cùng ngày', yesterday: 'Ngày hôm trước', week: 'Mấy ngày trước đó', earlier: 'Trước đó nữa' },
	acts: {
		title: 'Bạn đã làm gì rồi?',
		hint: 'Chưa làm gì? Cứ để trống.',
		told: 'Ai đã biết?',
		known: 'Người đó có biết bạn viết điều này không?',
		knownAdvice: 'Nếu an toàn, hãy nói cho người đó biết bạn gửi gì và gửi cho ai.',
		related: 'Có liên quan đến nhóm không?',
		words: 'Viết vài lời',
		wordsHint: 'Bạn tự quyết định có viết tên tự chọn hay không. Đừng bao giờ viết số điện thoại hay địa chỉ.',
		named: 'Ở đây có một tên tự chọn trong sổ. Chỉ giữ lại nếu tổ chức cần biết đó là ai.',
		contact: 'Chỗ này giống số điện thoại hoặc địa chỉ. Nói trực tiếp thì an toàn hơn.',
		room_other: 'Còn chỗ cho khoảng {{count}} chữ cái.',
		tooLong_other: 'Thừa khoảng {{count}} chữ cái. Không mất gì cả: hãy rút ngắn một chút.'
	},
	done: {
		stayed: 'Ở lại với người đó',
		'safe-place': 'Đến nơi an toàn',
		emergency: 'Gọi số khẩn cấp',
		care: 'Đi gặp bác sĩ hoặc y tá',
		trusted: 'Gọi một người đáng tin',
		'next-contact': 'Hẹn lần liên lạc sau',
		other: 'Việc khác'
	},
	told: {
		colleague: 'Người cùng dẫn nhóm với tôi',
		organisation: 'Tổ chức, bằng lời nói',
		emergency: 'Nơi cấp cứu, công an',
		care: 'Bác sĩ hoặc y tá',
		'close-person': 'Người thân của người đó',
		other: 'Người khác'
	},
	related: { yes: 'Có', unsure: 'Tôi không biết', no: 'Không' },
	nothing: 'Chưa ghi gì',
	notSaid: 'Không nói',
	text: {
		serious: 'Cần lo',
		when: 'Khi nào',
		done: 'Đã làm',
		told: 'Ai đã biết',
		known: 'Người đó biết việc này được viết ra',
		related: 'Liên quan đến nhóm',
		words: 'Vài lời'
	},
	look: {
		title: 'Đọc lại trước khi gửi',
		exactly: 'Đây là tất cả những gì được gửi đi. Không có tên nhóm, không có buổi gặp.',
		to: 'Gửi cho ai',
		toCount_other: 'Chỉ {{count}} thiết bị này mở được:',
		fromYou: 'Tên của bạn trong tổ chức đi kèm theo.',
		conduct: 'Nếu chuyện này liên quan đến một trong những người đó, đừng gửi. Hãy nói trực tiếp với người khác.',
		noCopy: 'Không giữ bản sao trên điện thoại này',
		noCopyHint: 'Gửi xong, ở đây không đọc lại được nữa. Bạn cũng sẽ không thấy tin đã đến hay chưa.',
		send: 'Gửi'
	},
	sent: {
		title: 'Đã báo',
		text: 'Tin cho người lo việc bảo vệ an toàn đã được khóa. Tin sẽ đi khi có mạng.',
		kept: 'Một bản sao còn trong sổ của bạn. Ở đó bạn sẽ thấy khi nào tin đến nơi.',
		notKept: 'Không có bản sao nào trên điện thoại này.',
		copyFailed: 'Tin vẫn đi, nhưng chưa giữ được bản sao ở đây.',
		urgent: 'Nếu gấp, hãy gọi điện nữa.',
		you: 'Còn bạn?',
		youText: 'Chuyện này có thể rất nặng. Hãy nghỉ một lát. Hãy nói với ai đó.',
		home: 'Về trang đầu'
	},
	leave: {
		title: 'Rời đi mà không gửi?',
		text: 'Những gì bạn đã viết không được lưu ở đâu cả.',
		yes: 'Rời đi và xóa hết',
		no: 'Ở lại đây'
	},
	mine: {
		title: 'Những điều bạn đã báo',
		detail: '{{serious}} · {{day}}',
		unreadable: 'Viết bằng một phiên bản khác',
		waiting: 'Chưa có dấu hiệu là tin đã đến.',
		arrived: 'Đã đến {{name}} ngày {{day}}',
		drop: 'Bỏ bản sao của tôi',
		dropTitle: 'Bỏ bản sao của bạn?',
		dropText: 'Điện thoại này sẽ không hiện nữa. Những gì đã gửi vẫn ở chỗ người lo việc bảo vệ an toàn.'
	},
	request: {
		title: 'Có người muốn được nói chuyện',
		link: 'Có người muốn được nói chuyện',
		linkDetail: 'Ghi lại cùng với người đó',
		intro: 'Khi một người nói “tôi muốn có ai đó nói chuyện với tôi”, hãy ghi lại cùng với người đó.',
		apart: 'Câu trả lời ẩn danh vẫn ẩn danh. Lời nhờ này không liên quan gì đến các câu trả lời đó.',
		none: 'Chưa có lời nhờ nào',
		waiting: 'Chờ từ ngày {{day}}',
		talked: 'Đã có người nói chuyện ngày {{day}}',
		by: { facilitator: 'Với bạn, người dẫn nhóm', organisation: 'Với tổ chức' },
		gone: 'Một người không còn ở đây',
		markTalked: 'Đã có người nói chuyện',
		withdraw: 'Rút lại',
		withdrawTitle: 'Rút lại lời nhờ này?',
		withdrawText:
			'Lời nhờ sẽ không còn trong sổ này. Những gì đã gửi cho tổ chức thì không lấy lại được: hãy báo cho họ.',
		add: 'Ghi một lời nhờ',
		who: 'Ai nhờ?',
		nobody: 'Hãy thêm người vào nhóm trước.',
		wants: 'Muốn nói chuyện với ai?',
		wantsDetail: {
			facilitator: 'Chỉ ở lại trong cuốn sổ này.',
			organisation: 'Tên tự chọn được gửi cho người lo việc bảo vệ an toàn.'
		},
		organisationNobody: 'Tổ chức chưa cử ai lo việc này.',
		readTitle: 'Cùng đọc thành tiếng',
		read: {
			facilitator:
				'“Tôi muốn có ai đó nói chuyện với tôi. Tên tự chọn của tôi được ghi trong cuốn sổ này. Những người dẫn nhóm thấy tên đó. Tôi có thể đổi ý.”',
			organisation:
				'“Tôi muốn có người của tổ chức nói chuyện với tôi. Tên tự chọn của tôi được ghi trong cuốn sổ này và được gửi đi. Họ liên lạc với tôi qua người dẫn nhóm. Tôi có thể đổi ý.”'
		},
		aloud: 'Nghe',
		reach: 'Cách liên lạc với người đó không được ghi ở đâu cả. Bạn biết là đủ.',
		yes: 'Người đó đồng ý',
		no: 'Không ghi gì',
		saved: 'Đã ghi.',
		savedSent: 'Đã ghi, và sẽ gửi đi khi có mạng.',
		already: 'Lời nhờ này đã được ghi rồi.',
		mayAsk: 'Bạn muốn nói chuyện với ai đó? Hãy nói với người dẫn nhóm. Ở đây không ghi lại gì.'
	}
};
