namespace Countersign.Gateway.Html.Texts;

/// <summary>A tenant's own face at the console, in Traditional Chinese.</summary>
internal static class TraditionalChineseBranding
{
    public static readonly BrandingTexts Texts = new()
    {
        Title = "品牌",
        About = "租用戶在頁面上呈現給人們的樣子。",
        Name = "名稱",
        NameHint = "1 到 64 個字元，顯示在每頁角落。空白：使用簡短名稱。",
        Accent = "顏色",
        AccentHint = "例如 #006b5b：要深到能在白底上閱讀，並能襯托白色文字。深色畫面會自動使用較淺的顏色。",
        Logo = "標誌",
        LogoHint = "PNG 檔，最大 12 KiB，長寬各 512 像素以內，檔案中不含文字或設定檔。",
        RemoveLogo = "移除標誌",
        LogoLater = "新標誌儲存後會顯示在這裡。",
        Contact = "聯絡方式",
        ContactHint = "1 到 128 個字元，顯示在每頁底部：人們可以詢問的對象。",
        Look = "先看看",
        Preview = "登入頁面預覽",
    };
}
