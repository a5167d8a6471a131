using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>The device codes of the official host and of the gateway. Not thread safe: the emulator serializes access.</summary>
internal sealed class HytaleDeviceGrants
{
    private readonly Dictionary<string, HytaleDeviceGrant> _byCode = new(StringComparer.Ordinal);

    public HytaleDeviceGrant Begin(HytaleAuthority authority, Exchange exchange, string clientId, string scope, TimeSpan lifetime)
    {
        SignInScript script = authority.Core.SignIns.Next();
        HytaleFamily family = new(authority.AccountOf(script), clientId, scope);
        HytaleDeviceGrant grant = new(HytaleText.NewDeviceCode(), NewUserCode(), family, script)
        {
            IssuedAt = exchange.Now,
            ExpiresAt = exchange.Now + lifetime,
            Interval = authority.Options.PollInterval,
        };
        _byCode.Add(grant.Code, grant);
        return grant;
    }

    public HytaleDeviceGrant? Find(string? code) => code is not null && _byCode.TryGetValue(code, out HytaleDeviceGrant? grant) ? grant : null;

    /// <summary>People type user codes: case, spaces and dashes do not matter.</summary>
    public HytaleDeviceGrant? FindByUserCode(string? userCode)
    {
        string typed = Plain(userCode ?? "");
        return _byCode.Values.FirstOrDefault(grant => Plain(grant.UserCode) == typed);
    }

    public IEnumerable<HytaleDeviceGrant> Open(DateTimeOffset now) => _byCode.Values.Where(grant => grant.IsOpen(now));

    /// <summary>The code is short, so that two sign-ins might get the same one.</summary>
    private string NewUserCode()
    {
        string code = HytaleText.NewUserCode();
        while (FindByUserCode(code) is not null) code = HytaleText.NewUserCode();
        return code;
    }

    private static string Plain(string userCode) => string.Concat(userCode.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
