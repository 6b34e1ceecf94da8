namespace Countersign.Gateway.Html.Texts;

/// <summary>The overview in Traditional Chinese.</summary>
internal static class TraditionalChineseOverview
{
    public static readonly OverviewTexts Texts = new()
    {
        Title = "概觀",
        LastDay = "過去 24 小時",
        LastMonth = "過去 30 天",
        InLastMonth = "30 天內 {0} 次",
        DayColumn = "24 小時",
        MonthColumn = "30 天",
        Hour = "小時",
        Day = "日期",
        AsTable = "以表格顯示",
        ByPhone = "用手機登入",
        OtherWay = "用其他方式登入",
        NoPhone = "未詢問手機",
        NotApproved = "已詢問但未登入",
        Doubted = "被拒絕或號碼錯誤",
        Locks = "手機登入被鎖定",
        Unanswered = "手機無人回應",
        Ends = "已詢問手機但未登入",
        Others = "其他方式與不明名稱",
        UnknownNames = "沒有人使用的名稱",
        Push = "喚醒手機",
        PushAbout = "如果可以喚醒的手機比平常更常無人回應，請檢查推播服務。",
        Wakeable = "已詢問，且有手機可以喚醒",
        NotWakeable = "已詢問，但沒有手機可以喚醒",
        OfTheseUnanswered = "其中無人回應",
        Counted = "統計至一分鐘前；小時與日期以 UTC 為準。未詢問手機而後以其他方式登入的，兩邊都會計入。",
        Kept = "這個租用戶的記錄保留 {0} 天；更早的不計入。",
        Part = "登入次數比這裡統計的更多：缺少最早的部分。",
        NoLog = "這個租用戶不保留登入記錄，因此沒有統計。",
        Quiet = "這段時間沒有人嘗試登入。",
        Empty = "過去 30 天沒有人嘗試在這裡登入。要開始使用，請查看還缺少什麼：",
    };
}
