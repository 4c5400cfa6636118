export const dashboard = {
	title: 'Các nhóm qua con số',
	toDesk: 'Bàn làm việc',
	notForYou: 'Trang này dành cho người giám sát',
	notForYouText:
		'Trang này cho thấy các nhóm được chia sẻ với người giám sát. Vai trò của bạn không mở được trang này.',
	empty: 'Chưa có báo cáo',
	emptyText: 'Khi có người chia sẻ báo cáo của nhóm mình, các con số sẽ bắt đầu ở đây.',
	emptyChoice: 'Không có gì cho lựa chọn này',
	emptyChoiceText: 'Không có buổi nào trong thời gian này, với các nhóm này.',
	showAll: 'Hiện tất cả',
	period: 'Thời gian',
	allTime: 'Từ đầu đến nay',
	groups: 'Nhóm',
	allGroups: 'Tất cả các nhóm',
	someGroups_other: 'Đã chọn {{count}} nhóm',
	shown: '{{period}} · {{groups}}',
	figures: {
		title: 'Tóm tắt',
		groups: 'Số nhóm',
		held: 'Buổi đã diễn ra',
		cancelled: 'Buổi đã hủy',
		came: 'Số người mỗi buổi, trung bình',
		stayed: 'Buổi sau lại đến',
		returned: 'Trở lại sau khi vắng',
		returnedNote: 'Mỗi lần một người trở lại được tính một lần.',
		none: '–',
		about: 'khoảng {{value}}',
		between: 'từ {{low}} đến {{high}}',
		few: 'Khi chỉ có một hoặc hai người đến, báo cáo ghi “ít”. Ở đây không biết con số chính xác, nên ghi “khoảng” hoặc “từ … đến …”.'
	},
	sessions: {
		title: 'Các buổi, theo từng tháng',
		label: 'Từ {{first}} đến {{last}}: {{held}} buổi đã diễn ra, {{cancelled}} buổi đã hủy.',
		month: 'Tháng',
		held: 'Đã diễn ra',
		cancelled: 'Đã hủy'
	},
	came: {
		title: 'Số người mỗi buổi, trung bình',
		label: 'Từ {{first}} đến {{last}}: từ {{least}} đến {{most}} người mỗi buổi, tùy tháng.',
		one: 'Mới có một tháng: {{came}}.',
		people: 'Số người'
	},
	byGroup: {
		title: 'Từng nhóm',
		order: 'Theo thứ tự chữ cái. Không so sánh các nhóm: mỗi nhóm có câu chuyện riêng.',
		group: 'Nhóm',
		lately: 'Gần đây'
	},
	bands: {
		title: 'Các nhóm đang thế nào',
		text: 'Mỗi tháng, một trong ba lời cho cả nhóm. Không bao giờ là câu trả lời của ai, không bao giờ là con số.',
		well: 'Khá ổn',
		mixed: 'Lúc nhẹ lúc nặng',
		struggling: 'Khá nặng nề',
		hidden: 'Được giấu: quá ít lượt trả lời',
		none: 'Chưa hỏi',
		noSession: 'Không có buổi nào',
		direction: 'So với lần trước',
		up: 'Nhẹ hơn',
		same: 'Như cũ',
		down: 'Nặng hơn'
	},
	answers: {
		title: 'Câu trả lời của cả tổ chức',
		noReader:
			'Câu trả lời gộp chung của cả tổ chức dành cho người có vai trò “{{role}}”. Ở đây bạn thấy ba lời của từng nhóm.',
		text: 'Câu trả lời của tất cả các nhóm gộp lại, mỗi gói ít nhất {{least}} lượt. Một gói được hiện trọn vẹn hoặc không hiện.',
		groupsStay:
			'Chọn nhóm không làm thay đổi phần này. Nếu không, chỉ cần so hai lựa chọn là có thể đoán câu trả lời của một nhóm.',
		none: 'Chưa đủ lượt trả lời',
		noneText: 'Cần ít nhất {{least}} lượt trả lời của {{groups}} nhóm, và một quý đã kết thúc được hai tuần.',
		noneHere: 'Không có gói trọn vẹn nào trong thời gian này',
		noneHereText: 'Một gói kéo dài một quý hoặc hơn. Hãy chọn một quý, hoặc “Từ đầu đến nay”.',
		count: '{{count}} lượt trả lời',
		together: 'Gộp chung',
		when: 'Gói',
		all: 'Lượt trả lời',
		passed: 'Bỏ qua',
		hidden: 'Được giấu',
		hiddenSum: 'Được giấu, gộp lại',
		nothingHidden: '–',
		label: '{{question}} {{period}}: {{shown}}.',
		labelHidden: 'được giấu {{count}}',
		why: 'Vì sao có ô được giấu',
		whySmall:
			'Câu trả lời được chọn ít hơn {{small}} lần thì không hiện, cả khi là số không. Một ô khác cũng được giấu theo, nếu không chỉ cần làm phép trừ là biết.',
		whyAll:
			'Nếu gần như mọi người trả lời giống nhau thì tất cả được giấu. Được giấu không có nghĩa là số không, cũng không có nghĩa là xấu.',
		whyAnswers: 'Đây là số lượt trả lời, không phải số người: một người trả lời ở nhiều buổi.',
		whyChance:
			'“Khó có thể là ngẫu nhiên” nghĩa là: trong một trăm lần so sánh như vậy, khoảng năm lần là sai. Vì một người có thể được tính nhiều lần, hãy thận trọng.',
		sure: {
			more: 'Nhìn chung khá ổn, khó có thể là ngẫu nhiên.',
			less: 'Nhìn chung khá nặng nề, khó có thể là ngẫu nhiên.',
			unclear: 'Từ {{answers}} câu trả lời chưa thể nói nghiêng về phía nào: có thể chỉ là ngẫu nhiên.',
			hidden: 'Không thể nói gì về điều này vì có ô bị ẩn.'
		},
		turn: {
			more: 'Tốt hơn gói trước, khó có thể là ngẫu nhiên.',
			less: 'Kém hơn gói trước, khó có thể là ngẫu nhiên.',
			unclear: 'Khác biệt so với gói trước có thể chỉ là ngẫu nhiên.'
		},
		waiting: {
			title: 'Đang chờ',
			answers_other: 'Còn nhiều nhất {{count}} câu trả lời nữa.',
			groups_other: 'Từ ít nhất {{count}} nhóm nữa.',
			enough: 'Đã đủ câu trả lời.',
			from: 'Sớm nhất là {{day}}, khi quý đã kết thúc.'
		},
		question: {
			body: 'Cơ thể',
			mind: 'Trong đầu',
			others: 'Với người khác',
			hope: 'Ngày mai',
			session: 'Buổi gặp'
		},
		option: 'Lựa chọn {{number}}'
	},
	change: {
		title: 'Từ đầu đến cuối',
		text: 'Có người chọn 4 hình ở lần trả lời đầu và lần trả lời cuối. Khi đó hai câu trả lời của họ được đặt cạnh nhau. Chỉ hiện ra khi có chung từ {{least}} người trở lên.',
		none: 'Chưa có gì để so sánh',
		noneText:
			'Câu hỏi này có khi vào nhóm và khi rời nhóm. Mỗi người tự chọn có muốn hay không. Những gì gửi đến sẽ chờ các nhóm khác trước: cần có 3 nhóm.',
		missing_other: 'Thêm {{count}} người nữa thì một kết quả sẽ mở',
		ready: 'Đã đủ người. Kết quả sẽ mở vào lần xem tới.',
		missingText: 'Một người được tính khi đã chọn đúng các hình đó ở cả lúc đầu và lúc cuối.',
		next_other: 'Kết quả tiếp theo mở khi có thêm {{count}} người.',
		people: '{{count}} người',
		noScore: 'Quá ít người đã trả lời cùng những câu hỏi đó ở lúc đầu và lúc cuối.',
		word: {
			better: 'Phần lớn thấy khá hơn',
			same: 'Phần lớn gần như không đổi',
			worse: 'Phần lớn thấy kém hơn',
			mixed: 'Không giống nhau ở mọi người'
		},
		allHidden: 'Các con số được ẩn: chúng quá nhỏ để hiện ra mà không có rủi ro.',
		few: 'Ít người: kết quả có thể chỉ là ngẫu nhiên. Đừng kết luận gì chỉ từ kết quả này.',
		kind: 'Thay đổi',
		who: 'Số người',
		better: 'Khá hơn',
		same: 'Gần như không đổi',
		worse: 'Kém hơn',
		without: 'Không trả lời lúc đầu hoặc lúc cuối',
		why: 'Những điều kết quả này không nói',
		whyMissing:
			'Không có những người rời đi trước khi kết thúc, và những người không muốn dùng hình. Thay đổi cũng có thể đến từ điều khác, không phải từ nhóm.',
		whyStep: 'Khác biệt nhỏ hơn một phần mười được coi là gần như không đổi.',
		whyChance:
			'Đôi khi hai người có cùng một dấu hiệu do ngẫu nhiên: khoảng 1 trên 200 nếu có 300 người, nhiều hơn nếu nhiều người chọn cùng các hình.',
		doubles_other: '{{count}} dấu hiệu xuất hiện hai lần nên không được tính.',
		whyMemory:
			'Nếu không dùng hình, các câu hỏi lúc rời nhóm nhờ mọi người so sánh theo trí nhớ. Theo trí nhớ, người ta thường thấy thay đổi nhiều hơn thực tế.',
		whyTrace:
			'Các câu trả lời này có bí danh, không phải ẩn danh: với khóa của tổ chức, có thể tìm ra dấu hiệu của 4 hình đã biết. Mọi người đều được nói rõ điều này.'
	},
	print: 'In ra',
	save: 'Lưu các bảng (CSV)',
	failed: 'Chưa gộp được các câu trả lời mới. Hãy mở lại trang này để thử lần nữa.'
};
