namespace Countersign.Gateway.Html.Texts;

/// <summary>A tenant's own face at the console, in Korean.</summary>
internal static class KoreanBranding
{
    public static readonly BrandingTexts Texts = new()
    {
        Title = "브랜딩",
        About = "사람들이 보는 페이지에서 테넌트가 어떻게 보이는지.",
        Name = "이름",
        NameHint = "1~64자. 모든 페이지 구석에 보입니다. 비우면 짧은 이름을 씁니다.",
        Accent = "색",
        AccentHint = "예: #006b5b. 흰 바탕에서 읽히고 흰 글자를 받칠 만큼 어두워야 합니다. 어두운 화면에는 더 밝은 색이 쓰입니다.",
        Logo = "로고",
        LogoHint = "PNG, 최대 12 KiB, 가로세로 512픽셀까지. 파일 안에 글이나 프로필이 없어야 합니다.",
        RemoveLogo = "로고 제거",
        LogoLater = "새 로고는 저장한 뒤 여기에 보입니다.",
        Contact = "연락처",
        ContactHint = "1~128자. 모든 페이지 아래에 보입니다. 사람들이 문의할 곳입니다.",
        Look = "먼저 보기",
        Preview = "이렇게 보이는 로그인 페이지",
    };
}
