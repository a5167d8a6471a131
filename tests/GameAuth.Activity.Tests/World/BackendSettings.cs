using GameAuth.Server;

namespace GameAuth.Activity.Tests.World;

/// <summary>What a backend is like.</summary>
internal sealed record BackendSettings
{
    /// <summary>Where the profile of Activities has its cookie sent.</summary>
    public RefreshCookieMode Cookie { get; init; } = RefreshCookieMode.Activity;

    public bool BindsAccessTokens { get; init; }

    /// <summary>How many nodes there are. Several share a database of SQLite; one alone keeps sessions in memory.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Whether the browser takes cookies of other sites that are not partitioned. Today's Chromium without a window does not unless it is told to.</summary>
    public bool AllowsThirdPartyCookies { get; init; }

    /// <summary>The database; null for memory.</summary>
    public string? Store { get; init; }

    /// <summary>The nodes' clock.</summary>
    public ShiftedTime Time { get; } = new();

    /// <summary>Who may be in which room, at all nodes.</summary>
    public ActivityRooms Rooms { get; } = new();

    /// <summary>The requests that are under way at all nodes.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>What the emulator says of itself.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);
}

/// <summary>A request that a backend has answered.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path.</param>
/// <param name="Cookie">The refresh token of its cookie; null without one.</param>
/// <param name="Origin">The header.</param>
/// <param name="Scheme">How it presents an access token; empty where it presents none.</param>
/// <param name="Forwarded">The header <c>X-Forwarded-For</c>.</param>
/// <param name="Status">The answer's status.</param>
internal sealed record AskedRequest(string Method, string Path, string? Cookie, string? Origin, string Scheme, string? Forwarded, int Status = 0);

/// <summary>The system's time with a wall clock that a test may set forward, as when a machine sleeps.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Shift(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
