namespace Countersign.Gateway.Html.Texts;

/// <summary>Signing keys at the console, in Traditional Chinese.</summary>
internal static class TraditionalChineseKeys
{
    public static readonly KeysTexts Texts = new()
    {
        Title = "簽署金鑰",
        About = "此租用戶的權杖以這些金鑰簽署。應用程式會自行讀取公開部分。",
        None = "還沒有；應用程式第一次要求時會產生。",
        Signs = "簽署中",
        Waits = "已公布，即將簽署",
        Leaves = "不再簽署",
        Made = "產生於 {0}",
        Days = "已 {0} 天",
        SignsFrom = "自 {0} 起簽署",
        Until = "公布至 {0}",
        NextAt = "{0} 之後首次使用時自動產生下一個",
        Rotate = "立即輪替",
        RotateAbout = "立即產生並公布另一個金鑰。它在一天後開始簽署，屆時所有應用程式都已知道；沒有人會被登出。若金鑰外洩，請改在機器上使用 keys replace。",
        Rotated = "已產生另一個金鑰，一天後開始簽署。",
        EarlyTitle = "另一個金鑰即將啟用",
        Early = "最新的金鑰還不到一天。請等到它開始簽署。",
    };
}
