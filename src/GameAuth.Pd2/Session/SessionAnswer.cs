using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>What the service answers to a login: the token that is good from now on, and the player. It prints as nothing.</summary>
/// <param name="body">The answer.</param>
/// <param name="step">The step, for errors.</param>
/// <param name="context">The registration.</param>
internal sealed class SessionAnswer(JsonElement body, string step, ProviderContext context)
{
    /// <summary>The player; null where the answer names none.</summary>
    public Pd2Profile? Profile { get; } = Pd2Profile.Read(body);

    public string? PlayerId => Profile?.Id;

    /// <summary>The website token of the answer as a grant.</summary>
    /// <param name="renewed">The token that was presented to be renewed, and then an answer without one is an error; null for a mere login, and then it is null.</param>
    /// <exception cref="ProviderException">There is none that can be used.</exception>
    public Pd2Grant? ToGrant(Pd2Grant? renewed)
    {
        string? text = Pd2Fields.RawOf(body, "accessToken");
        Secret? token = ServerToken.OrNull(text is null ? null : new Secret(text));
        string? fault = text is null ? "has no accessToken" : token is null ? "has an accessToken that fits into no header; nothing of it was stored" : null;
        DateTimeOffset? end = null;
        if (fault is null)
        {
            end = WebsiteToken.EndOf(token!) is { } said ? context.Clock.ToLocal(said) : null;
            fault = end is null ? "has an accessToken that is no website token" : end <= context.Time.GetUtcNow() ? "has an accessToken that has ended" : null;
        }

        return fault is null ? Pd2Grant.FromWebsite(token!, end!.Value, renewed, context.Time.GetUtcNow())
            : renewed is null ? null
            : throw Failure(fault);
    }

    /// <summary>An error about the answer.</summary>
    public ProviderException Failure(string what) => Pd2Errors.Unreadable(step, what);

    public override string ToString() => "";
}
