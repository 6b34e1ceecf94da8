namespace Countersign.Gateway.Html.Texts;

/// <summary>A table of people at the console, in Traditional Chinese.</summary>
internal static class TraditionalChineseImport
{
    public static readonly ImportTexts Texts = new()
    {
        Title = "匯入人員表格",
        About = "一次處理多人。您會先看到將有哪些變更；同意之前不會變更任何內容。",
        Most = "每個表格最多 {0} 人。更多人請使用命令列或目錄（SCIM）。",
        File = "表格",
        FileHint = "以「CSV UTF-8」儲存的檔案，用逗號或分號分隔。第一行是欄位名稱。",
        NameColumn = "必填：kim@contoso.example",
        EnabledColumn = "true 或 false。空白：維持現狀；新人員可以登入",
        GroupsColumn = "要加入的群組，以空格分隔。其他群組維持不變",
        Look = "查看將有的變更",
        NoFile = "請選擇檔案。",
        NotUtf8 = "檔案不是 UTF-8。請儲存為「CSV UTF-8」。",
        Wrong = "未變更任何內容。表格有以下問題：",
        Line = "第 {0} 行",
        Empty = "表格是空的：第一行應為欄位名稱。",
        Column = "沒有「{0}」欄位，只有 user_name、enabled 和 groups。",
        NoNames = "缺少 user_name 欄位。",
        ColumnTwice = "有欄位重複。",
        StrayQuote = "儲存格內有多餘的引號。",
        OpenQuote = "引號沒有結尾。",
        Cells = "有 {0} 個儲存格，與第一行的數目不同。",
        NameFault = "「{0}」不是使用者名稱。",
        EnabledFault = "enabled 既不是 true 或 false，也不是空白。",
        GroupFault = "「{0}」不是群組名稱。",
        Twice = "{0} 已出現在前面的行。",
        GroupsFault = "{0} 會屬於過多群組。",
        AndMore = "還有 {0} 項",
        Preview = "將有的變更",
        PreviewAbout = "尚未變更任何內容。",
        New = "新人員",
        NewDisabled = "新增，不可登入",
        Enabled = "可再次登入",
        Disabled = "不可再登入",
        Joins = "加入 {0}",
        Memberships = "群組成員資格",
        Unchanged = "無須變更的人員",
        Beyond = "已略過，因為他們在此的權限比您高：",
        Nothing = "表格中的內容都已如此。",
        Bring = "匯入",
        Done = "已完成 {0} 項變更。",
        Stopped = "已完成 {0} 項變更並保留；下一項被拒絕。請再次匯入同一表格以繼續。",
    };
}
