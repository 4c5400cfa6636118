export const pictureCode = {
	told: 'Cuối cùng, mỗi người có thể thêm 4 hình nếu muốn. Đừng chọn cùng họ.',
	title: 'Còn một điều nữa, nếu bạn muốn',
	ready: 'Câu trả lời của bạn đã xong. Bạn có thể kết thúc ngay.',
	entry:
		'Bạn cũng có thể chọn 4 hình. Lần cuối, bạn chọn lại đúng các hình đó. Khi đó câu trả lời đầu và câu trả lời cuối của bạn có thể được đặt cạnh nhau, để xem điều gì đã thay đổi.',
	exit: 'Lần đầu, có thể bạn đã chọn 4 hình. Nếu bạn chọn lại đúng các hình đó, câu trả lời đầu và câu trả lời cuối của bạn có thể được đặt cạnh nhau, để xem điều gì đã thay đổi.',
	noName: 'Tên của bạn không được ghi ở đâu cả. Kết quả chỉ hiện ra khi có chung từ 10 người trở lên.',
	careTitle: 'Cách này vẫn để lại một chút dấu vết',
	care: 'Bốn hình giống như một cái tên giả. Khi đó câu trả lời của bạn “mang bí danh”: không có tên bạn, nhưng có một dấu hiệu lặp lại. Một người trong tổ chức muốn làm hại, và biết các hình của bạn, có thể nhận ra câu trả lời của bạn.',
	leaving:
		'Bạn còn ở đó không? Nếu không, lát nữa câu trả lời của bạn sẽ được gửi mà không có hình, và màn hình sẽ trống.',
	without: 'Kết thúc, không dùng hình',
	choose: 'Chọn 4 hình',
	again: 'Chọn lại 4 hình của tôi',
	pickTitle: 'Hãy chọn 4 hình',
	pickText: 'Chọn những hình bạn sẽ không quên. Thứ tự là quan trọng. Một hình có thể chọn lại. Đừng nói với ai.',
	againTitle: 'Bốn hình của bạn',
	againText: 'Đúng như lần đầu, theo đúng thứ tự.',
	forgot: 'Tôi không nhớ. Kết thúc, không dùng hình',
	finish: 'Kết thúc với các hình này'
} as const;
