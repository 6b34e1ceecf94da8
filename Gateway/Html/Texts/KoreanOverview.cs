namespace Countersign.Gateway.Html.Texts;

/// <summary>The overview in Korean.</summary>
internal static class KoreanOverview
{
    public static readonly OverviewTexts Texts = new()
    {
        Title = "개요",
        LastDay = "지난 24시간",
        LastMonth = "지난 30일",
        InLastMonth = "30일 동안 {0}건",
        DayColumn = "24시간",
        MonthColumn = "30일",
        Hour = "시간",
        Day = "날짜",
        AsTable = "표로 보기",
        ByPhone = "휴대폰으로 로그인",
        OtherWay = "다른 방법으로 로그인",
        NoPhone = "휴대폰에 묻지 않음",
        NotApproved = "물었으나 로그인하지 못함",
        Doubted = "거절 또는 틀린 번호",
        Locks = "휴대폰 로그인 잠김",
        Unanswered = "휴대폰 응답 없음",
        Ends = "휴대폰에 물었으나 로그인하지 못함",
        Others = "다른 방법과 알 수 없는 이름",
        UnknownNames = "아무도 쓰지 않는 이름",
        Push = "휴대폰 깨우기",
        PushAbout = "깨울 수 있는 휴대폰의 무응답이 평소보다 많으면 푸시 서비스를 확인하세요.",
        Wakeable = "물었고, 깨울 수 있는 휴대폰이 있음",
        NotWakeable = "물었으나, 깨울 수 있는 휴대폰이 없음",
        OfTheseUnanswered = "그중 응답 없음",
        Counted = "1분 전까지 센 수이며 시간과 날짜는 UTC 기준입니다. 휴대폰에 묻지 않았고 이어서 다른 방법으로 로그인하면 양쪽에 모두 셉니다.",
        Kept = "이 테넌트는 기록을 {0}일 동안 보관하며, 그보다 오래된 것은 세지 않습니다.",
        Part = "여기서 센 것보다 로그인이 더 많았습니다. 가장 오래된 것이 빠져 있습니다.",
        NoLog = "이 테넌트는 로그인 기록을 보관하지 않으므로 세는 것이 없습니다.",
        Quiet = "이 시간에는 로그인 시도가 없었습니다.",
        Empty = "지난 30일 동안 여기서 로그인을 시도한 사람이 없습니다. 시작하려면 무엇이 빠졌는지 확인하세요:",
    };
}
