/**
 * The Vietnamese words of an assigned unlock secret: 1024 words, separated by single spaces.
 * The position of a word is its 10-bit value (0 to 1023), so 5 words drawn evenly are one of 2^50 secrets.
 * The list is our own. Never reorder it, and never replace a word: secrets already given out depend on it.
 * Every word is two syllables joined by a hyphen, so five words typed with plain spaces are ten syllables
 * and can only be cut one way. Marks are optional when typing: no two words are the same without them.
 */
export const wordsVi =
	'ấm-áp ấm-cúng âm-nhạc ấm-nước ấm-trà ánh-đèn ánh-sáng ánh-trăng áo-bông ao-cá áo-khoác ao-làng áo-mới ' +
	'áo-mưa áo-phông ao-sen ba-ba bà-ngoại bà-nội bạc-hà bạch-tuộc bãi-biển bãi-cỏ bài-hát bài-tập bài-thơ ' +
	'bài-văn bạn-bè bàn-chải ban-công bàn-đạp ban-đêm bàn-ghế bàn-học bàn-là ban-mai ban-ngày bản-nhạc bàn-phím ' +
	'bàn-tay bạn-thân bàn-trà bàn-tròn bằng-lăng bảng-màu bánh-bao bánh-canh bánh-chưng bánh-cốm bánh-cuốn ' +
	'bánh-đa bánh-gai bánh-giầy bánh-kem bánh-khọt bánh-mì bánh-nướng bánh-rán bánh-tét bánh-trôi bánh-xèo ' +
	'bảo-tàng bập-bênh bắp-cải bắp-luộc bắp-rang bát-canh bát-cơm bát-đũa bầu-trời bể-bơi bé-xíu bền-bỉ bến-sông ' +
	'bèo-tây bếp-điện bếp-ga bếp-lò bếp-lửa bếp-than bí-đao bí-ngô bìa-sách biển-khơi biển-xanh bình-gốm ' +
	'bình-hoa bình-minh bình-trà bình-yên bờ-ao bờ-biển bồ-câu bờ-đê bó-hoa bọ-ngựa bờ-sông bò-sữa bói-cá ' +
	'bơi-lội bóng-cây bóng-chuyền bóng-đá bóng-đèn bông-gòn bông-lúa bóng-râm bóng-rổ bông-tai bông-tuyết ' +
	'bột-gạo bột-nếp bức-ảnh bức-thư bức-tranh bức-tường bụi-tre bún-bò bún-chả bún-riêu bước-chân buổi-chiều ' +
	'buổi-sáng buổi-tối buổi-trưa bút-bi bút-chì bút-lông bút-màu bút-mực bưu-tá bưu-thiếp cá-bống cá-cảnh ' +
	'cá-chép cà-chua cá-cơm ca-dao cá-diếc ca-hát cá-heo cá-kho cá-ngừ cá-nướng cà-pháo cà-phê cá-quả cà-rốt ' +
	'cà-tím cá-vàng cá-voi cái-đĩa cái-lược cái-rổ cải-thảo cái-thìa cái-thớt cải-xoong cẩm-chướng cảm-ơn ' +
	'cam-sành cắm-trại cánh-cam cánh-chim canh-chua cánh-cụt cành-đào cánh-diều cánh-đồng cánh-hoa cánh-quạt ' +
	'canh-rau cào-cào cao-nguyên cao-vút cặp-sách câu-cá câu-chuyện câu-hỏi cầu-thang cầu-thủ cầu-trượt cầu-vồng ' +
	'cây-bàng cây-bút cây-cầu cây-chổi cây-đa cấy-lúa cây-mía cây-nến cây-thông cây-tre cây-xanh chả-giò chả-lụa ' +
	'chai-lọ chải-tóc chăm-chỉ chân-mây chân-núi chân-trời chanh-leo chanh-muối cháo-gà chào-hỏi chào-mào ' +
	'cháo-trắng cháo-vịt chậu-cây châu-chấu chậu-hoa chậu-nước chạy-bộ chè-bưởi chè-sen chè-xanh chén-trà chị-em ' +
	'chích-bông chiếc-hộp chiếc-lá chim-công chim-cút chim-én chim-sáo chim-sẻ chó-con chợ-hoa chợ-nổi chợ-phiên ' +
	'chợ-quê chợ-tết chơi-cờ chồi-non chổi-rơm chổi-tre chôm-chôm chong-chóng chú-cuội chu-đáo chủ-nhật chữ-viết ' +
	'chum-nước chuối-tiêu chuồn-chuồn chuột-túi cỏ-dại cô-giáo cổ-tích cô-tiên cờ-tướng cờ-vua cốc-nước cốc-sứ ' +
	'cối-đá cối-xay cơm-rang cơm-tấm con-bò con-cáo con-cừu con-dê con-ếch con-khỉ con-kiến con-mực con-nai ' +
	'con-ngựa con-nhện con-nhím con-quay con-rùa con-sóc con-sông con-tem con-trâu con-vẹt con-voi cồng-chiêng ' +
	'công-chúa cổng-làng cổng-trường công-viên củ-cải củ-đậu cú-mèo củ-sen củ-tỏi cua-biển cua-đồng cửa-hàng ' +
	'cửa-kính cửa-sổ cúc-áo cục-tẩy cưỡi-ngựa cuối-tuần cuộn-chỉ cuộn-len cuộn-phim cúp-vàng đá-cuội đà-điểu ' +
	'đại-bàng đám-mây đàn-bầu đàn-chim đàn-gà đan-len đàn-tranh đánh-răng đất-nặn đất-sét dầu-ăn đầu-bếp ' +
	'dấu-chân dấu-cộng đậu-đỏ dầu-gội dấu-phẩy đậu-phộng đậu-phụ dâu-tây đậu-xanh dãy-núi dế-mèn dê-núi đèn-bàn ' +
	'đèn-dầu đèn-lồng đèn-pin đèn-xanh dép-lê đi-bộ địa-cầu đĩa-hát điện-thoại diễn-viên diều-hâu điệu-múa ' +
	'đỉnh-núi dịu-dàng đồ-ăn đỏ-thắm đỏ-tươi đọc-sách đồi-cát đồi-chè đôi-dép đôi-đũa đôi-giày đồi-núi đom-đóm ' +
	'đòn-bẩy đòn-gánh đơn-giản đón-tết đồng-bằng đồng-cỏ đồng-quê dòng-sông dòng-suối đồng-xu đu-đủ đu-quay ' +
	'dưa-cải dưa-hấu dưa-lưới dừa-xiêm đười-ươi dương-cầm đường-cong đường-làng đường-mòn đường-phèn đường-phố ' +
	'đường-ray đường-thẳng em-út gà-con gà-mái gà-tây gà-trống gác-xép gạo-lứt gạo-nếp gạo-tẻ gấp-giấy gặt-lúa ' +
	'gấu-bông gấu-nâu gấu-trúc ghế-bành ghế-đá ghế-gỗ ghế-mây ghế-nhựa ghi-chép ghi-nhớ giá-đỗ giá-vẽ ' +
	'giải-thưởng giấm-gạo giản-dị giao-thừa giáo-viên giày-da giấy-gói giấy-màu giày-vải giếng-khơi giếng-nước ' +
	'gieo-hạt gió-biển giờ-học gió-mát gió-mùa giỏ-tre giòn-tan giọng-nói giọt-nước giọt-sương giun-đất giúp-đỡ ' +
	'gõ-kiến gốc-cây góc-phố gói-bánh gỏi-cuốn gói-quà gọn-gàng gừng-tươi guốc-gỗ gương-soi hà-mã hải-âu hái-hoa ' +
	'hài-hước hái-quả hàm-răng hân-hoan hàng-cây hàng-rào hàng-xóm hành-lá hành-lang hạnh-phúc hành-tây ' +
	'hành-tinh hạt-cát hạt-dẻ hạt-điều hạt-giống hạt-mưa hát-ru hạt-sen hạt-thóc hạt-vừng hiền-lành hiệu-sách ' +
	'hình-thoi hình-tròn hình-vuông hồ-dán họ-hàng hồ-nước hổ-phách hoa-ban hoa-bưởi hoa-cau hoa-cúc hoa-đào ' +
	'hoa-giấy hoa-hồng hoa-huệ hoa-lan họa-mi hoa-mướp hoa-phượng hoa-sen hoa-sữa hoa-tai hoàng-hôn học-bài ' +
	'học-sinh học-trò hội-làng hơi-thở hôm-nay hòn-bi hòn-ngọc hòn-sỏi hồng-giòn hồng-hạc hồng-xiêm hộp-bút ' +
	'họp-chợ hộp-nhạc hộp-quà hộp-thư húng-quế hướng-dương hươu-sao huy-chương kể-chuyện kệ-sách kem-dừa kem-que ' +
	'kèn-lá kéo-co kẹo-dẻo kẹo-lạc kẹo-mút khám-phá khán-giả khăn-len khăn-lụa khăn-mặt khăn-quàng khăn-rằn ' +
	'khăn-tay khế-chua khe-suối khéo-léo khéo-tay khiêm-tốn kho-báu khoa-học khoai-lang khoai-môn khoai-sọ ' +
	'khoai-tây khung-ảnh khung-cửa khung-tranh kiên-nhẫn kiên-trì kim-chi kim-cương kinh-giới kính-lúp lá-bàng ' +
	'lá-chuối lá-dứa lá-lốt lá-sen lá-thư lá-tre lạc-đà lạc-quan lạc-rang làn-gió làng-chài làng-nghề làng-quê ' +
	'lấp-lánh lâu-đài lẩu-nấm lễ-hội lễ-phép leo-núi lịch-sử lò-gốm lọ-mực lò-nướng lò-sưởi lò-xo long-lanh ' +
	'lông-vũ lớp-học lúa-mạch lúa-nếp lục-bình lung-linh luống-cày luống-rau lựu-đỏ lũy-tre mái-chèo mái-hiên ' +
	'mái-ngói mái-nhà mái-tóc mầm-non mận-hậu màn-hình mãng-cầu măng-cụt mạng-nhện măng-tây măng-tre mạnh-mẽ ' +
	'mào-gà mặt-bàn mặt-đất mắt-kính mát-mẻ mật-mía mặt-nạ mặt-nước mật-ong mặt-trăng mặt-trời màu-cam mẫu-đơn ' +
	'màu-tím màu-vàng màu-vẽ máy-ảnh máy-bơm máy-cày máy-giặt mây-hồng máy-in may-mắn máy-tính me-chua mềm-mại ' +
	'mênh-mông mèo-con mèo-mướp miến-gà miến-lươn mỉm-cười mịn-màng mít-non mộc-mạc mộc-nhĩ món-quà mũ-len ' +
	'mũ-rơm mũ-vải mưa-bụi mùa-gặt mùa-hè múa-lân mùa-mưa mưa-phùn múa-quạt mưa-rào múa-rối múa-sạp mùa-thu ' +
	'mưa-xuân muối-biển mười-giờ muối-ớt muối-tiêu muối-vừng mướp-đắng mứt-dừa mứt-gừng nam-châm nấm-hương ' +
	'năm-mới nấm-rơm nắng-ấm nắng-mai nắng-vàng nấu-cơm nem-cuốn nem-rán nến-thơm ngã-ba ngã-tư ngắm-sao ' +
	'ngắm-trăng ngân-hà ngăn-kéo ngăn-nắp ngày-mai nghỉ-hè nghỉ-ngơi ngò-gai ngô-nếp ngoại-ô ngọc-bích ngọc-trai ' +
	'ngôi-nhà ngôi-sao ngọn-cây ngọn-cỏ ngọn-gió ngọn-nến ngọn-núi ngỗng-trời ngọt-ngào ngựa-vằn người-tuyết ' +
	'nhà-báo nhà-bếp nhà-gỗ nhà-kính nhà-sàn nhà-trẻ nhãn-lồng nhanh-nhẹn nhảy-dây nhảy-múa nhảy-xa nhiệt-độ ' +
	'nhiệt-kế nho-xanh nhóm-bếp nồi-canh nồi-cơm nồi-đất nồi-đồng nón-lá nông-dân nòng-nọc nốt-nhạc nụ-cười ' +
	'nụ-hoa núi-lửa nước-biển nước-chấm nước-chanh nước-dừa nước-ép nước-lọc nước-mắm nước-mía ô-chữ ô-mai ' +
	'ốc-đảo ốc-sên ốc-vít ông-bà ong-mật ông-ngoại ông-nội ống-tre pha-lê pha-trà phao-bơi pháo-hoa phép-màu ' +
	'phép-tính phía-bắc phía-đông phía-nam phía-tây phích-nước phở-bò phở-gà phố-phường phơi-thóc phòng-ăn ' +
	'phòng-bếp phong-cầm phòng-học phòng-khách phù-sa phút-giây quả-bóng quà-tặng quả-trứng quần-bò quần-đảo ' +
	'quán-nước quán-phở quan-sát quán-trà quang-gánh quạt-giấy quạt-máy quạt-nan quạt-trần que-diêm quê-ngoại ' +
	'quét-nhà quét-sân quyển-sách quyển-vở quýt-hồng rạp-phim rạp-xiếc rau-cải rau-đay rau-dền rau-má rau-muống ' +
	'rau-ngót rau-răm rau-sống rau-thơm rễ-cây rèm-cửa rổ-rá rơm-rạ rộng-rãi ròng-rọc rửa-bát rửa-tay rực-rỡ ' +
	'rừng-thông rừng-tràm rừng-tre ruộng-lúa sa-mạc sạch-sẽ sân-bóng sân-gạch san-hô sân-khấu sân-phơi ' +
	'sân-trường sáng-sớm sao-băng sao-biển sao-chổi sáo-diều sao-mai sáo-trúc sấu-chín sầu-riêng sen-đá ' +
	'siêng-năng siêu-thị sinh-học sinh-nhật sinh-viên số-chẵn số-lẻ sơn-ca sóng-biển sư-tử sữa-chua sữa-tươi ' +
	'sửa-xe suối-nguồn sương-mù sương-sáo sương-sớm súp-lơ suy-nghĩ tắc-kè tấm-ảnh tam-giác tấm-gương tấm-thảm ' +
	'tấm-vải táo-đỏ tào-phớ tập-đọc tập-vẽ tập-viết tất-len tàu-điện tàu-hỏa tê-giác tem-thư thả-diều thác-nước ' +
	'thạch-dừa thạch-sùng than-củi than-đá thằn-lằn thân-thiện tháng-ba tháng-chạp tháng-giêng thang-máy ' +
	'tháng-mười tháng-năm tháng-sáu thanh-long thành-phố thật-thà thầy-giáo thể-dục thể-thao thêu-thùa thì-là ' +
	'thị-trấn thiên-hà thiên-nga thiệp-mừng thiếu-nhi thịt-kho thịt-nướng thổ-cẩm thợ-điện thợ-gốm thợ-lặn ' +
	'thợ-mộc thỏ-trắng thợ-xây thời-tiết thơm-ngát thôn-xóm thông-minh thong-thả thứ-bảy thứ-hai thứ-sáu ' +
	'thư-viện thung-lũng thước-dây thược-dược thước-kẻ thủy-tiên thủy-tinh tia-chớp tia-nắng tía-tô tiệm-bánh ' +
	'tiếng-chim tiếng-cười tiếng-đàn tiếng-hát tiếng-mưa tiếng-nói tiếng-sáo tiếng-trống tiếng-vang tiếng-ve ' +
	'tím-biếc tìm-hiểu tính-toán tờ-báo tổ-chim tờ-giấy tò-he tờ-lịch tô-màu tò-mò tổ-ong tơ-tằm toán-học ' +
	'tôm-hùm tôm-sú trà-đá trà-gừng trà-sen trà-sữa trà-xanh trái-cây trái-đất trái-tim trăng-khuyết trang-sách ' +
	'trắng-tinh trăng-tròn trang-vở tranh-vẽ trò-chơi trời-nắng trời-sao trời-xanh tròn-xoe trồng-cây trống-cơm ' +
	'trống-đồng trọng-tài trong-veo trong-xanh trứng-gà trứng-muối trứng-rán trung-thu trứng-vịt trường-học ' +
	'truyện-cổ truyện-tranh tủ-bếp tủ-kính tủ-lạnh tủ-sách tự-tin túi-áo túi-vải túi-xách tưới-cây tươi-cười ' +
	'tươi-mát tương-lai tương-ớt tường-vi vải-lụa vải-thiều vàng-óng vầng-trán vàng-ươm vành-khuyên váy-hoa ' +
	'vẫy-tay ve-sầu vẽ-tranh vỉa-hè viên-gạch viên-kẹo viên-phấn việt-quất viết-thư vịt-con vỏ-cây vỏ-sò ' +
	'vỏ-trứng vũ-trụ vui-vẻ vườn-cau vườn-hoa vườn-rau vườn-thú xà-lách xà-phòng xanh-biếc xây-nhà xe-bò xe-buýt ' +
	'xe-đạp xe-máy xe-ngựa xích-đu xích-lô xôi-gấc xôi-vò xúc-xích xương-rồng yên-tĩnh';
