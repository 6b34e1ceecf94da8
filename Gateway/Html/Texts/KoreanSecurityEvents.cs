namespace Countersign.Gateway.Html.Texts;

/// <summary>The receiver of security events in Korean.</summary>
internal static class KoreanSecurityEvents
{
    public static readonly SecurityEventTexts Texts = new()
    {
        Title = "보안 이벤트",
        About = "SIEM 같은 수신기가 일어난 일을 서명된 보안 이벤트 토큰으로 받습니다.",
        State = "상태",
        Off = "아무에게도 알리지 않음",
        Idle = "모두 알림",
        Telling = "알리는 중",
        Waits = "수신기를 기다리는 중",
        Waiting = "기다림",
        WaitingMany = "{0}개 이상",
        LastDelivered = "마지막 전달",
        Never = "없음",
        Delivered = "전달됨",
        Refused = "영구 거부됨",
        GivenUp = "하루가 지나 포기함",
        Trouble = "장애",
        NextTry = "다음 시도",
        Receiver = "수신기",
        Address = "주소",
        AddressHint = "RFC 8935에 따른 https. 비워 두면 아무에게도 알리지 않습니다.",
        AddressWrong = "이 주소는 호출할 수 없습니다.",
        Audience = "대상",
        AudienceHint = "수신기가 기대하는 aud. 예: 수신기의 주소.",
        AudienceWrong = "대상을 입력하세요. 공백 없이 글자, 숫자, 기호 1~256자.",
        Events = "이벤트",
        EventsWrong = "하나 이상 선택하세요.",
        SessionRevoked = "모든 곳에서 로그아웃",
        CredentialChange = "로그인 방법의 추가, 변경, 제거",
        AccountDisabled = "로그인 차단",
        AccountEnabled = "로그인 다시 허용",
        AccountPurged = "사람 제거",
        SignIn = "로그인이 끝난 방식",
        Save = "저장",
        Saved = "저장했습니다. 지금부터 일어나는 일을 알립니다.",
        Unreachable = "연결할 수 없거나, 인증서를 믿을 수 없거나, 제때 응답하지 않음",
        AddressRefused = "주소가 호출할 수 없는 곳으로 이어짐",
        Redirected = "다른 곳으로 보내지만 따라가지 않음",
        Busy = "한 번에 더 적게 보내 달라고 함",
        Failed = "수신기 자체의 오류로 응답함",
        NotTaken = "받지 않음: 키, 발급자, 대상 또는 권한",
        NoKey = "지금 여기서 서명할 수 없음",
    };
}
