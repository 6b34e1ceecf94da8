namespace Countersign.Gateway.Html.Texts;

/// <summary>Groups at the console, in Traditional Chinese.</summary>
internal static class TraditionalChineseGroups
{
    public static readonly GroupTexts Texts = new()
    {
        About = "政策可以指定一個群組，不必逐一列出成員。",
        See = "查看現有的群組",
        Search = "群組名稱的一部分",
        None = "找不到群組。",
        Part = "人員多於此處所檢視的範圍：可能缺少群組或成員。",
        Members = "成員：{0}",
        NoMembers = "沒有成員。",
        Canonical = "政策中",
        Targeted = "政策包含這個群組",
        NotTargeted = "政策不包含這個群組",
        AllTargeted = "政策包含所有人",
        KeptBy = "維護者",
        Directorys = "另一個目錄",
        ByHand = "管理員",
        DirectorysAbout = "這個群組由另一個目錄維護。在此處所做的變更會被該目錄覆寫：請在該目錄中變更。",
        NotNamed = "沒有人建立過這個群組：因為有成員才會出現，最後一位成員離開後就會消失。",
        Make = "建立群組",
        MakeAbout = "建立後即會保留，不論是否有成員。",
        Name = "名稱",
        NameHint = "任何文字，最多 128 個字元。",
        NameUnfit = "這不能作為名稱：需要 1 到 128 個看得見的字元。",
        NameTaken = "已有這個名稱的群組。",
        TooManyGroups = "群組數量已達上限。請移除不需要的群組。",
        Made = "已建立群組。",
        Add = "新增成員",
        Added = "他們現在是成員。",
        NamesHint = "使用者名稱，每行一個，一次最多 {0} 個。",
        NamesMissing = "請至少輸入一個名稱。",
        TooManyNames = "名稱超過 {0} 個。沒有任何變更。",
        NobodyOfName = "「{0}」：沒有人使用這個名稱。沒有任何變更。",
        TakeOut = "移出群組",
        TakeOutOne = "移出",
        TakeOutAbout = "此人將不再是成員。如果政策包含這個群組而未包含此人，此人會失去手機登入。",
        TakenOut = "此人不再是成員。",
        Remove = "移除群組",
        RemoveAbout = "其 {0} 位成員將不再是成員。如果政策包含這個群組而未另外包含他們，他們會失去手機登入。",
        Removed = "群組已不存在。",
    };
}
