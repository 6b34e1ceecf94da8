namespace Countersign.Gateway.Html.Texts;

/// <summary>The receiver of security events in Traditional Chinese.</summary>
internal static class TraditionalChineseSecurityEvents
{
    public static readonly SecurityEventTexts Texts = new()
    {
        Title = "安全事件",
        About = "您的接收端（例如 SIEM）會以簽署過的安全事件權杖得知發生的事。",
        State = "狀態",
        Off = "未通知任何人",
        Idle = "已全部通知",
        Telling = "正在通知",
        Waits = "等待接收端",
        Waiting = "等待中",
        WaitingMany = "{0} 個以上",
        LastDelivered = "最後送達",
        Never = "從未",
        Delivered = "已送達",
        Refused = "永久拒絕",
        GivenUp = "超過一天而放棄",
        Trouble = "障礙",
        NextTry = "下次嘗試",
        Receiver = "接收端",
        Address = "位址",
        AddressHint = "https，依照 RFC 8935。留空：不通知任何人。",
        AddressWrong = "不允許呼叫這個位址。",
        Audience = "對象",
        AudienceHint = "接收端期望的 aud，例如它自己的位址。",
        AudienceWrong = "請輸入對象：1 到 256 個字母、數字或符號，不含空格。",
        Events = "事件",
        EventsWrong = "請至少選擇一項。",
        SessionRevoked = "從所有地方登出",
        CredentialChange = "新增、變更或移除登入方式",
        AccountDisabled = "禁止登入",
        AccountEnabled = "重新允許登入",
        AccountPurged = "移除人員",
        SignIn = "登入如何結束",
        Save = "儲存",
        Saved = "已儲存。從現在開始會通知發生的事。",
        Unreachable = "無法連線、憑證不受信任或未及時回應",
        AddressRefused = "位址通往不允許呼叫的地方",
        Redirected = "它要我們轉往他處，但我們不會跟隨",
        Busy = "它要求一次少一點",
        Failed = "它回應自己發生錯誤",
        NotTaken = "它拒絕我們：金鑰、簽發者、對象或權限",
        NoKey = "這裡目前無法簽署",
    };
}
