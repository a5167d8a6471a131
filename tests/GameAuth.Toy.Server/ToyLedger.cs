using System.Globalization;

namespace GameAuth.Toy;

/// <summary>The books of toy.test: who holds what, until when. Every method takes the lock; the settings are for tests.</summary>
public sealed class ToyLedger(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ToyFamily> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ToyFamily Family, DateTimeOffset End)> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Id, DateTimeOffset End)> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ToyFamily Family, string Device, DateTimeOffset End)> _sessions = new(StringComparer.Ordinal);
    private readonly List<string> _issued = [];
    private int _serial;

    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan DeviceLifetime { get; set; } = TimeSpan.FromDays(14);

    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How a token looks, from a plain one: to put an odd character in.</summary>
    public Func<string, string> Shape { get; set; } = static token => token;

    /// <summary>The players who are refused.</summary>
    public HashSet<string> Restricted { get; } = new(StringComparer.Ordinal);

    /// <summary>The devices that have asked for a token.</summary>
    public HashSet<string> DeviceIds { get; } = new(StringComparer.Ordinal);

    /// <summary>How often a spent refresh token came again: each time its family was revoked.</summary>
    public int Reuses { get; private set; }

    /// <summary>How many rotations there were in all.</summary>
    public int Rotations { get; private set; }

    /// <summary>Everything secret that was handed out or taken in.</summary>
    public IReadOnlyList<string> Secrets
    {
        get
        {
            lock (_gate)
            {
                return [.. _issued];
            }
        }
    }

    public (int Status, object Body) Device(string id)
    {
        lock (_gate)
        {
            _issued.Add(id);
            DeviceIds.Add(id);
            string token = Issue("device");
            _devices[token] = (id, time.GetUtcNow() + DeviceLifetime);
            return (200, new { device_token = token, expires_in = (int)DeviceLifetime.TotalSeconds });
        }
    }

    /// <summary>A code reads <c>code-of-alice</c>. A device that shows itself must be a good one.</summary>
    public (int Status, object Body) SignIn(string code, string? device)
    {
        lock (_gate)
        {
            if (device is not null && (!_devices.TryGetValue(device, out (string Id, DateTimeOffset End) known) || known.End <= time.GetUtcNow()))
            {
                return (401, new { error = "device_expired" });
            }

            return code.StartsWith("code-of-", StringComparison.Ordinal) ? Grant(new ToyFamily(code["code-of-".Length..])) : Refusal("invalid_grant");
        }
    }

    public (int Status, object Body) Refresh(string token)
    {
        lock (_gate)
        {
            if (!_families.TryGetValue(token, out ToyFamily? family))
            {
                return Refusal("invalid_grant");
            }

            if (family.Current != token)
            {
                Reuses++;
                family.IsRevoked = true;
            }

            if (family.IsRevoked)
            {
                return Refusal("invalid_grant");
            }

            family.Rotations++;
            Rotations++;
            return Grant(family);
        }
    }

    public (int Status, object Body) Session(string access, string device, string audience)
    {
        lock (_gate)
        {
            if (!_access.TryGetValue(access, out (ToyFamily Family, DateTimeOffset End) grant) || grant.End <= time.GetUtcNow() || grant.Family.IsRevoked)
            {
                return (401, new { error = "invalid_token" });
            }

            if (!_devices.TryGetValue(device, out (string Id, DateTimeOffset End) known) || known.End <= time.GetUtcNow())
            {
                return (401, new { error = "device_expired" });
            }

            if (Restricted.Contains(grant.Family.Player))
            {
                return (403, new { error = "restricted", code = "toy-13" });
            }

            string token = Issue($"session-{audience}");
            _sessions[token] = (grant.Family, device, time.GetUtcNow() + SessionLifetime);
            return (200, new
            {
                session_token = token,
                badge_token = Issue("badge"),
                subject = $"subject-{grant.Family.Player}",
                name = grant.Family.Player,
                expires_in = (int)SessionLifetime.TotalSeconds,
            });
        }
    }

    public (int Status, object Body) Badge(string session)
    {
        lock (_gate)
        {
            return IsGood(session) ? (200, new { badge_token = Issue("badge"), expires_in = 600 }) : (401, new { error = "invalid_token" });
        }
    }

    public (int Status, object Body) Revoke(string token)
    {
        lock (_gate)
        {
            if (_families.TryGetValue(token, out ToyFamily? family))
            {
                family.IsRevoked = true;
            }

            return (200, new { });
        }
    }

    public (int Status, object Body) Me(string? session)
    {
        lock (_gate)
        {
            return session is not null && IsGood(session) ? (200, new { name = _sessions[session].Family.Player }) : (401, new { error = "invalid_token" });
        }
    }

    /// <summary>The API refuses the sessions that were issued so far.</summary>
    public void ForgetSessions()
    {
        lock (_gate)
        {
            _sessions.Clear();
        }
    }

    /// <summary>The device tokens that were issued so far are refused.</summary>
    public void ForgetDevices()
    {
        lock (_gate)
        {
            _devices.Clear();
        }
    }

    /// <summary>The service ends every sign-in.</summary>
    public void RevokeAll()
    {
        lock (_gate)
        {
            foreach (ToyFamily family in _families.Values)
            {
                family.IsRevoked = true;
            }
        }
    }

    private static (int Status, object Body) Refusal(string error) => (400, new { error });

    private bool IsGood(string session) => _sessions.TryGetValue(session, out (ToyFamily Family, string Device, DateTimeOffset End) known) && known.End > time.GetUtcNow() && !known.Family.IsRevoked;

    private (int Status, object Body) Grant(ToyFamily family)
    {
        string access = Issue("access");
        string refresh = Issue("refresh");
        _families[refresh] = family;
        family.Current = refresh;
        _access[access] = (family, time.GetUtcNow() + AccessLifetime);
        return (200, new { access_token = access, refresh_token = refresh, expires_in = (int)AccessLifetime.TotalSeconds });
    }

    private string Issue(string kind)
    {
        string token = Shape(string.Create(CultureInfo.InvariantCulture, $"toy-{kind}-{++_serial}-canary-{Guid.NewGuid():n}"));
        _issued.Add(token);
        return token;
    }
}
