namespace Countersign.Gateway.Html.Texts;

/// <summary>Passes for many people, in Korean.</summary>
internal static class KoreanPasses
{
    public static readonly PassesTexts Texts = new()
    {
        Title = "여러 사람의 패스",
        About = "사람들은 패스로 자기 휴대폰을 설정합니다. 패스는 인쇄하고 잘라서 나누어 줍니다.",
        OfGroup = "그룹: {0}",
        Who = "받을 사람",
        WithoutPhone = "휴대폰 로그인이 없는 사람",
        All = "모든 사람",
        AllOfGroup = "모든 구성원",
        Named = "여기에 적은 사람",
        NamesHint = "사용자 이름을 한 줄에 하나씩, 한 번에 {0}개까지.",
        Look = "누가 받는지 보기",
        LookHint = "아직 아무것도 만들지 않습니다.",
        MakeAbout = "패스를 가진 사람은 그 사람으로 한 번 들어올 수 있습니다. 각 패스는 그 사람의 이전 패스를 대신합니다.",
        Nobody = "이 사람들에게는 패스를 줄 수 없습니다.",
        Getting = "받는 사람 수: {0}",
        Later = "이 사람들 다음, 나중에",
        ShutOut = "로그인할 수 없어서 받지 못함",
        Beyond = "여기서 당신보다 권한이 많아 받지 못함",
        Days = "며칠 동안",
        Make = "패스 만들기",
        Others = "다른 사람 선택",
        SheetTitle = "인쇄할 패스",
        SheetAbout = "지금 이 페이지를 인쇄하세요. 한 번만 표시됩니다. 다시 불러오면 새 패스가 만들어져 종이의 패스를 쓸 수 없게 되니 다시 불러오지 마세요. "
            + "각 패스는 본인에게만 주세요.",
        NotMade = "이 사람들은 지금 패스가 없고, 이전 패스도 쓸 수 없을 수 있습니다. 다시 만들어 주세요:",
        GoOn = "다음 사람들로 계속",
        ForChosen = "선택한 사람의 패스",
        Choose = "{0} 선택",
    };
}
