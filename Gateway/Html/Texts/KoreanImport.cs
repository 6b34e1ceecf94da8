namespace Countersign.Gateway.Html.Texts;

/// <summary>A table of people at the console, in Korean.</summary>
internal static class KoreanImport
{
    public static readonly ImportTexts Texts = new()
    {
        Title = "사람 표 가져오기",
        About = "여러 사람을 한 번에. 먼저 무엇이 바뀔지 보여 주며, 동의하기 전에는 아무것도 바뀌지 않습니다.",
        Most = "표 하나에 최대 {0}명. 더 많으면 명령줄이나 디렉터리(SCIM)를 쓰세요.",
        File = "표",
        FileHint = "“CSV UTF-8”로 저장한 파일. 쉼표나 세미콜론으로 나눕니다. 첫 줄은 열 이름입니다.",
        NameColumn = "필수: kim@contoso.example",
        EnabledColumn = "true 또는 false. 비우면 그대로 두며, 새 사람은 로그인할 수 있습니다",
        GroupsColumn = "속할 그룹들, 빈칸으로 구분. 다른 그룹은 그대로입니다",
        Look = "무엇이 바뀔지 보기",
        NoFile = "파일을 고르세요.",
        NotUtf8 = "파일이 UTF-8이 아닙니다. “CSV UTF-8”로 저장하세요.",
        Wrong = "아무것도 바뀌지 않았습니다. 표에 다음 문제가 있습니다:",
        Line = "{0}행",
        Empty = "표가 비어 있습니다. 첫 줄은 열 이름입니다.",
        Column = "“{0}” 열은 없습니다. user_name, enabled, groups만 있습니다.",
        NoNames = "user_name 열이 없습니다.",
        ColumnTwice = "같은 열이 두 번 있습니다.",
        StrayQuote = "칸 안에 따옴표가 있습니다.",
        OpenQuote = "따옴표가 닫히지 않았습니다.",
        Cells = "칸이 {0}개로 첫 줄과 수가 다릅니다.",
        NameFault = "“{0}”은(는) 사용자 이름이 아닙니다.",
        EnabledFault = "enabled가 true도 false도 빈칸도 아닙니다.",
        GroupFault = "“{0}”은(는) 그룹 이름이 아닙니다.",
        Twice = "{0}은(는) 앞 줄에 이미 있습니다.",
        GroupsFault = "{0}이(가) 너무 많은 그룹에 속하게 됩니다.",
        AndMore = "그 밖에 {0}개",
        Preview = "바뀔 것",
        PreviewAbout = "아직 아무것도 바뀌지 않았습니다.",
        New = "새 사람",
        NewDisabled = "새 사람, 로그인 불가",
        Enabled = "다시 로그인할 수 있음",
        Disabled = "더는 로그인할 수 없음",
        Joins = "{0}에 들어감",
        Memberships = "그룹 구성원",
        Unchanged = "바뀔 것이 없는 사람",
        Beyond = "여기서 당신보다 권한이 많아 건너뜀:",
        Nothing = "표의 모든 것이 이미 그렇습니다.",
        Bring = "가져오기",
        Done = "{0}가지를 바꾸었습니다.",
        Stopped = "{0}가지를 바꾸었고 그대로 남습니다. 다음 것은 거부되었습니다. 같은 표를 다시 가져와 이어 가세요.",
    };
}
