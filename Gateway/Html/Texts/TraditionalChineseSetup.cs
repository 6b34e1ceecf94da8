namespace Countersign.Gateway.Html.Texts;

/// <summary>The beginnings of a tenant at the console, in Traditional Chinese.</summary>
internal static class TraditionalChineseSetup
{
    public static readonly SetupTexts Texts = new()
    {
        Tenants = "租用戶",
        TenantsAbout = "在這裡登入的組織，彼此完全分開。",
        Make = "建立租用戶",
        Name = "簡短名稱",
        NameHint = "1 到 63 個小寫字母、數字和連字號，會出現在網址中，之後不變。",
        NameWrong = "這不是租用戶名稱。",
        NameReserved = "這個名稱保留給服務本身，請選擇其他名稱。",
        NameTaken = "已有這個名稱的租用戶。",
        Made = "已建立租用戶。",
        Checklist = "設定步驟",
        ChecklistAbout = "在人們能登入之前還缺少什麼。",
        Ready = "什麼都不缺：人們可以登入了。",
        Done = "已完成",
        Missing = "缺少",
        Optional = "可選",
        Policy = "手機登入已開啟",
        PolicyAbout = "在政策開啟之前，不會詢問任何人的手機。",
        SwitchOn = "為所有人開啟",
        SwitchedOn = "已為所有人開啟手機登入。",
        Person = "有人員",
        PersonAbout = "在這裡新增第一位，或從表格或目錄匯入多位。",
        Phone = "有人設定了可登入的手機",
        PhoneAbout = "給此人一組臨時密碼，用它來設定手機。",
        Client = "已連接應用程式",
        ClientAbout = "註冊將人們送到這裡的應用程式。",
        Another = "有不用手機的登入方式",
        AnotherAbout = "以備沒有手機的日子：密碼、組織自己的伺服器或復原碼。",
        Face = "頁面有組織的外觀",
        FaceAbout = "名稱、顏色、標誌和聯絡方式。",
        AddPerson = "新增人員",
        AddPersonAbout = "此人可以登入。之後請給予設定手機的臨時密碼。",
        UserNameHint = "例如 kim@contoso.example，之後不變。",
        UserNameWrong = "這不是使用者名稱。",
        UserNameTaken = "此人已存在。",
    };
}
