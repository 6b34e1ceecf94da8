namespace Countersign.Gateway.Html.Texts;

/// <summary>Signing keys at the console, in Korean.</summary>
internal static class KoreanKeys
{
    public static readonly KeysTexts Texts = new()
    {
        Title = "서명 키",
        About = "이 테넌트의 토큰은 이 키로 서명합니다. 애플리케이션은 공개 부분을 스스로 읽습니다.",
        None = "아직 없습니다. 애플리케이션이 처음 요청할 때 만들어집니다.",
        Signs = "서명 중",
        Waits = "공개됨, 곧 서명",
        Leaves = "더는 서명하지 않음",
        Made = "{0}에 만듦",
        Days = "{0}일 됨",
        SignsFrom = "{0}부터 서명",
        Until = "{0}까지 공개",
        NextAt = "{0} 이후 처음 쓸 때 다음 키가 저절로 만들어집니다",
        Rotate = "지금 교체",
        RotateAbout = "다른 키를 바로 만들어 공개합니다. 모든 애플리케이션이 알 수 있도록 하루 뒤부터 서명하며, 아무도 로그아웃되지 않습니다. 키가 알려졌다면 대신 컴퓨터에서 keys replace를 쓰세요.",
        Rotated = "다른 키를 만들었습니다. 하루 뒤부터 서명합니다.",
        EarlyTitle = "다른 키가 준비 중입니다",
        Early = "가장 새 키가 아직 하루가 되지 않았습니다. 서명할 때까지 기다리세요.",
    };
}
