using Countersign.SignIn;
using Countersign.SignIn.Tenants;

namespace Countersign.Engine.Contract;

/// <summary>A use case's reply, answer and refusal alike as a machine's answer: so one value can be expected of many questions.</summary>
internal static class Replies
{
    public static UserAnswer Told<TAnswer>(this Reply<TAnswer> reply) where TAnswer : UserAnswer =>
        reply.Has(out var answer, out var why) ? answer : new UserAnswer.Refused(why);

    public static TenantAnswer Told(this Reply<TenantAnswer.Is> reply) =>
        reply.Has(out var answer, out var why) ? answer : new TenantAnswer.Refused(why);

    public static async Task<UserAnswer> Told<TAnswer>(this ValueTask<Reply<TAnswer>> asked) where TAnswer : UserAnswer =>
        (await asked).Told();

    public static async Task<TenantAnswer> Told(this ValueTask<Reply<TenantAnswer.Is>> asked) => (await asked).Told();
}

/// <summary>The result of a start.</summary>
internal sealed record Started(UserAnswer Answer, BrowserTransaction? Transaction);

/// <summary>The result of a redemption.</summary>
internal sealed record Redeemed(UserAnswer Answer, string? Session);
