namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The device codes given out so far. Not thread safe: the emulator serializes access.</summary>
internal sealed class DeviceGrants
{
    private readonly Dictionary<string, DeviceGrant> _byCode = new(StringComparer.Ordinal);

    public void Add(DeviceGrant grant) => _byCode.Add(grant.Code, grant);

    public DeviceGrant? Find(string? code) => code is not null && _byCode.TryGetValue(code, out DeviceGrant? grant) ? grant : null;

    /// <summary>People type user codes: case, spaces and dashes do not matter.</summary>
    public DeviceGrant? FindByUserCode(string? userCode)
    {
        string typed = string.Concat((userCode ?? "").Where(char.IsAsciiLetterOrDigit));
        return _byCode.Values.FirstOrDefault(grant => string.Equals(grant.UserCode, typed, StringComparison.OrdinalIgnoreCase));
    }

    public IReadOnlyList<DeviceGrant> Open(DateTimeOffset now) => [.. _byCode.Values.Where(grant => grant.IsOpen(now))];
}
