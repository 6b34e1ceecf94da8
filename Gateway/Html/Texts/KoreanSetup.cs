namespace Countersign.Gateway.Html.Texts;

/// <summary>The beginnings of a tenant at the console, in Korean.</summary>
internal static class KoreanSetup
{
    public static readonly SetupTexts Texts = new()
    {
        Tenants = "테넌트",
        TenantsAbout = "이곳에서 로그인하는 조직들. 서로 섞이지 않습니다.",
        Make = "테넌트 만들기",
        Name = "짧은 이름",
        NameHint = "소문자, 숫자, 하이픈 1~63자. 주소에 쓰이며 바뀌지 않습니다.",
        NameWrong = "테넌트 이름이 아닙니다.",
        NameReserved = "서비스가 쓰는 이름입니다. 다른 이름을 고르세요.",
        NameTaken = "이 이름의 테넌트가 있습니다.",
        Made = "테넌트를 만들었습니다.",
        Checklist = "설정하기",
        ChecklistAbout = "누군가 로그인하기 전에 아직 빠진 것.",
        Ready = "빠진 것이 없습니다. 사람들이 로그인할 수 있습니다.",
        Done = "완료",
        Missing = "빠짐",
        Optional = "원하면",
        Policy = "휴대폰 로그인이 켜져 있음",
        PolicyAbout = "정책이 켜지기 전에는 아무에게도 휴대폰으로 묻지 않습니다.",
        SwitchOn = "모두에게 켜기",
        SwitchedOn = "모두에게 휴대폰 로그인을 켰습니다.",
        Person = "사람이 있음",
        PersonAbout = "첫 사람을 여기서 추가하거나, 표나 디렉터리에서 여럿을 가져오세요.",
        Phone = "로그인할 휴대폰을 가진 사람이 있음",
        PhoneAbout = "그 사람에게 임시 패스를 주면 휴대폰을 설정할 수 있습니다.",
        Client = "애플리케이션이 연결됨",
        ClientAbout = "사람들을 이곳으로 보내는 애플리케이션을 등록하세요.",
        Another = "휴대폰 없이 들어오는 방법이 있음",
        AnotherAbout = "휴대폰이 없는 날을 위해: 비밀번호, 조직의 서버 또는 복구 코드.",
        Face = "페이지에 조직의 모습이 있음",
        FaceAbout = "이름, 색, 로고, 문의할 곳.",
        AddPerson = "사람 추가",
        AddPersonAbout = "이 사람은 로그인할 수 있습니다. 다음으로 휴대폰을 위한 임시 패스를 주세요.",
        UserNameHint = "예: kim@contoso.example. 바뀌지 않습니다.",
        UserNameWrong = "사용자 이름이 아닙니다.",
        UserNameTaken = "이미 있는 사람입니다.",
    };
}
