using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>
/// What every OAuth 2.0 authorization server does alike: device authorizations (RFC 8628), authorization codes with PKCE (RFC 6749, 7636),
/// and refresh tokens that rotate (RFC 9700). A service derives from it and says who can sign in, what its codes and tokens look like and
/// how long they live; the words of its answers stay with its endpoints. Not thread safe: the emulator serializes access.
/// </summary>
/// <typeparam name="TOwner">Who signs in: the resource owner.</typeparam>
internal abstract class AuthorizationServer<TOwner>
    where TOwner : class
{
    protected AuthorizationServer(EmulatorCore core)
    {
        Core = core;
        Devices = new DeviceAuthorizations<TOwner>(this);
    }

    public EmulatorCore Core { get; }

    /// <summary>How strict it is, as it is set now.</summary>
    public abstract AuthorizationServerSettings Settings { get; }

    /// <summary>Everybody who can sign in.</summary>
    public abstract IReadOnlyList<TOwner> Owners { get; }

    public abstract SignInPage<TOwner> Page { get; }

    public DeviceAuthorizations<TOwner> Devices { get; }

    public virtual AuthorizationCodes<TOwner> Codes { get; } = new();

    public abstract bool IsCalled(TOwner owner, string name);

    public virtual string NewDeviceCode() => throw new NotSupportedException("This service gives out no device codes.");

    public virtual string NewUserCode() => throw new NotSupportedException("This service gives out no device codes.");

    /// <summary>Gives a sign-in new tokens, and its family the newest of them.</summary>
    public abstract void Mint(Exchange exchange, TokenFamily<TOwner> family);

    public TOwner? OwnerCalled(string? name) => name is null ? null : Owners.FirstOrDefault(owner => IsCalled(owner, name));

    /// <summary>A script that names a person of another provider means the first owner here.</summary>
    public TOwner OwnerOf(SignInScript script) => OwnerCalled(script.Player) ?? Owners[0];

    /// <summary>The refresh_token grant: rotates, and a token that comes twice ends its family (RFC 9700 section 4.14.2).</summary>
    public RefreshResult Refresh(Exchange exchange, TokenFamily<TOwner>? family, IssuedToken? token, string clientId)
    {
        if (family is null || token is null) { return RefreshResult.UnknownToken; }
        if (family.ClientId != clientId) { return RefreshResult.OtherClient; }
        if (family.IsRevoked) { return RefreshResult.Revoked; }
        if (token.IsExpired(exchange.Now)) { return RefreshResult.Expired; }
        if (Settings.DetectRefreshTokenReuse && family.RefreshToken != token)
        {
            family.IsRevoked = true;
            return RefreshResult.Reused;
        }

        Mint(exchange, family);
        return RefreshResult.Refreshed;
    }
}

/// <summary>How strict an authorization server is.</summary>
/// <param name="PollInterval">The interval between polls that a device code announces.</param>
/// <param name="EnforcePollInterval">Whether a poll before its time is answered with <c>slow_down</c>.</param>
/// <param name="DetectRefreshTokenReuse">Whether a refresh token that comes twice ends its family.</param>
internal sealed record AuthorizationServerSettings(TimeSpan PollInterval, bool EnforcePollInterval, bool DetectRefreshTokenReuse);

/// <summary>One sign-in, and the tokens that descend from it.</summary>
internal sealed class TokenFamily<TOwner>(TOwner owner, string clientId, string scope)
{
    /// <summary>Who signed in; a person on the page may choose somebody else than the script.</summary>
    public TOwner Owner { get; set; } = owner;

    public string ClientId => clientId;

    public string Scope => scope;

    public IReadOnlyList<string> Scopes { get; } = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The newest access token.</summary>
    public IssuedToken? AccessToken { get; set; }

    /// <summary>The newest refresh token; null where the scope earns none.</summary>
    public IssuedToken? RefreshToken { get; set; }

    /// <summary>The name that the client gave this sign-in, where its protocol has such a name.</summary>
    public string? ClientReference { get; set; }

    public bool IsRevoked { get; set; }

    public long ExpiresIn(DateTimeOffset now) => (long)(AccessToken!.NotAfter - now).TotalSeconds;
}

/// <summary>What became of a refresh token.</summary>
internal enum RefreshResult
{
    Refreshed,
    UnknownToken,
    OtherClient,
    Revoked,
    Expired,
    Reused,
}

internal static class RefreshResultWords
{
    /// <summary>Why a refresh token is refused, in the log's words; null when it is not.</summary>
    public static string? Refusal(this RefreshResult result) => result switch
    {
        RefreshResult.Refreshed => null,
        RefreshResult.UnknownToken => "unknown refresh token",
        RefreshResult.OtherClient => "another client id",
        RefreshResult.Revoked => "the family is revoked",
        RefreshResult.Expired => "expired",
        _ => "refresh token reuse: the family is revoked",
    };
}
