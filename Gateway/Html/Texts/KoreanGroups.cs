namespace Countersign.Gateway.Html.Texts;

/// <summary>Groups at the console, in Korean.</summary>
internal static class KoreanGroups
{
    public static readonly GroupTexts Texts = new()
    {
        About = "정책에는 구성원을 한 명씩 적는 대신 그룹을 적을 수 있습니다.",
        See = "있는 그룹 보기",
        Search = "그룹 이름의 일부",
        None = "그룹을 찾지 못했습니다.",
        Part = "살펴본 것보다 사람이 더 많습니다. 여기에 빠진 그룹이나 구성원이 있을 수 있습니다.",
        Members = "구성원: {0}",
        NoMembers = "구성원이 없습니다.",
        Canonical = "정책에서",
        Targeted = "정책에 이 그룹이 있습니다",
        NotTargeted = "정책에 이 그룹이 없습니다",
        AllTargeted = "정책이 모든 사람을 대상으로 합니다",
        KeptBy = "관리하는 곳",
        Directorys = "다른 디렉터리",
        ByHand = "관리자",
        DirectorysAbout = "다른 디렉터리가 이 그룹을 관리합니다. 여기서 바꾼 것은 그 디렉터리가 덮어쓰므로 그곳에서 바꾸세요.",
        NotNamed = "아무도 만들지 않은 그룹입니다. 구성원이 있어서 나타나며, 마지막 구성원이 나가면 사라집니다.",
        Make = "그룹 만들기",
        MakeAbout = "만든 뒤에는 구성원이 없어도 그대로 있습니다.",
        Name = "이름",
        NameHint = "어떤 문자든 128자까지.",
        NameUnfit = "이름이 될 수 없습니다. 모두 눈에 보이는 1~128자여야 합니다.",
        NameTaken = "이 이름의 그룹이 있습니다.",
        TooManyGroups = "그룹이 허용된 만큼 있습니다. 필요 없는 그룹을 제거하세요.",
        Made = "그룹을 만들었습니다.",
        Add = "구성원 추가",
        Added = "이제 구성원입니다.",
        NamesHint = "사용자 이름을 한 줄에 하나씩, 한 번에 {0}개까지.",
        NamesMissing = "이름을 하나 이상 입력하세요.",
        TooManyNames = "이름이 {0}개를 넘습니다. 바뀐 것은 없습니다.",
        NobodyOfName = "“{0}”: 이 이름의 사람이 없습니다. 바뀐 것은 없습니다.",
        TakeOut = "그룹에서 빼기",
        TakeOutOne = "빼기",
        TakeOutAbout = "이 사람은 더 이상 구성원이 아닙니다. 정책에 이 그룹은 있고 이 사람은 없으면 휴대폰 로그인을 잃습니다.",
        TakenOut = "이 사람은 더 이상 구성원이 아닙니다.",
        Remove = "그룹 제거",
        RemoveAbout = "구성원 {0}명이 더 이상 구성원이 아닙니다. 정책에 이 그룹은 있고 이 사람들이 따로 없으면 휴대폰 로그인을 잃습니다.",
        Removed = "그룹이 없어졌습니다.",
    };
}
