global using ChallengeRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.Challenges.ChallengeAnswer, Countersign.SignIn.Challenges.ChallengeEvent>;
global using ClientNotificationRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.ClientNotifications.ClientNotificationAnswer, Countersign.SignIn.ClientNotifications.ClientNotificationEvent>;
global using DeviceRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.Devices.DeviceAnswer, Countersign.SignIn.Devices.DeviceEvent>;
global using GrantRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.Grants.GrantAnswer, Countersign.SignIn.Grants.GrantEvent>;
global using KeyRingRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.Keys.KeyRingAnswer, Countersign.SignIn.Keys.KeyRingEvent>;
global using TenantRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.Tenants.TenantAnswer, Countersign.SignIn.Tenants.TenantEvent>;
global using UserRuling =
    Countersign.SignIn.Ruling<Countersign.SignIn.Users.UserAnswer, Countersign.SignIn.Users.UserEvent>;
