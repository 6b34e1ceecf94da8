namespace Countersign.Gateway.Html.Texts;

/// <summary>Passes for many people, in Traditional Chinese.</summary>
internal static class TraditionalChinesePasses
{
    public static readonly PassesTexts Texts = new()
    {
        Title = "為多人產生通行碼",
        About = "每個人用通行碼設定自己的手機。通行碼可列印、裁切並發給本人。",
        OfGroup = "群組：{0}",
        Who = "誰會取得",
        WithoutPhone = "尚未使用手機登入的人",
        All = "所有人",
        AllOfGroup = "所有成員",
        Named = "在此列出的人",
        NamesHint = "使用者名稱，每行一個，一次最多 {0} 個。",
        Look = "查看誰會取得",
        LookHint = "目前還不會產生任何通行碼。",
        MakeAbout = "持有通行碼的人可以用該人的身分進入一次。每個通行碼都會取代此人先前的通行碼。",
        Nobody = "這些人都不能取得通行碼。",
        Getting = "會取得的人數：{0}",
        Later = "在這些人之後，留待下次",
        ShutOut = "不會取得，因為不可登入",
        Beyond = "不會取得，因為在此的權限比您大",
        Days = "有效天數",
        Make = "產生通行碼",
        Others = "選擇其他人",
        SheetTitle = "可列印的通行碼",
        SheetAbout = "請立即列印此頁：只會顯示這一次。請勿重新載入，否則會產生新的通行碼，紙上的就會失效。請只將每張交給本人。",
        NotMade = "這些人目前沒有通行碼，先前的也可能已失效。請再為他們產生：",
        GoOn = "繼續處理後面的人",
        ForChosen = "為所選的人產生通行碼",
        Choose = "選擇 {0}",
    };
}
