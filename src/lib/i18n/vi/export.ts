export const exporting = {
	title: 'Tệp cho các chương trình khác',
	text: 'Các tệp này có các buổi và câu trả lời mà màn hình này cho thấy, không gì thêm. Điều bị ẩn ở đây không có trong tệp nào.',
	xlsx: 'Lưu thành sổ tính (XLSX)',
	fhir: 'Lưu các tổng số thành FHIR',
	fhirAnswers: 'Lưu các câu trả lời thành FHIR',
	fhirAnswersText:
		'Trong tệp này, câu trả lời của mọi người nằm chung, như ở đây: mỗi câu trả lời được chọn bao nhiêu lần. Không có người nào và không có ngày nào.',
	open: 'Các tệp không được khóa: hãy cất ở nơi an toàn.',
	naming: { title: 'Trong các bảng', labels: 'Dùng lời', names: 'Dùng tên chương trình' },
	sheet: { tables: 'Các bảng', figures: 'Các con số', codebook: 'Giải thích tên' },
	column: { name: 'Tên', label: 'Nghĩa', from: 'Từ', to: 'Đến', value: 'Số' },
	figure: {
		held: 'Số buổi đã họp',
		cancelled: 'Số buổi đã hủy',
		answers: 'Câu trả lời: {{questionnaire}}',
		option: '{{question}}: {{option}} ({{questionnaire}})'
	},
	dhis2: {
		title: 'Cho DHIS2',
		text: 'Hãy cho biết mỗi con số ở đó gọi là gì. Số không có tên thì không gửi.',
		scheme: 'Tên trong DHIS2',
		uid: 'Mã (11 ký tự)',
		code: 'Mã riêng',
		frequency: 'Bộ dữ liệu được điền',
		month: 'Mỗi tháng',
		quarter: 'Mỗi quý',
		dataSet: 'Bộ dữ liệu',
		orgUnit: 'Đơn vị tổ chức',
		wrongUid: '11 chữ cái và chữ số, bắt đầu bằng chữ cái',
		wrongCode: 'Nhiều nhất 50 ký tự',
		sessions: 'Các buổi',
		elements: 'Phần tử dữ liệu',
		none: 'Không có con số nào cho thời gian này.',
		twice: 'Hai con số cùng có tên này',
		todo: 'Để lưu, hãy điền bộ dữ liệu, đơn vị tổ chức và ít nhất một phần tử. Không tên nào được sai hoặc trùng.',
		question: '{{question}} ({{questionnaire}})',
		save: 'Lưu cho DHIS2 (JSON)',
		try: 'Thử trước',
		dryRun:
			'Trên máy tính, dòng này hỏi DHIS2 sẽ làm gì với tệp. Nó không thay đổi gì ở đó. Hãy thay NAME và SERVER; sau đó máy sẽ hỏi mật khẩu.',
		copy: 'Chép dòng này',
		copied: 'Đã chép.',
		kept: 'Các tên này ở lại trong sổ của bạn cho lần sau.'
	}
};
