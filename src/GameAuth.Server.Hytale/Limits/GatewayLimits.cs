using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>The documented limits towards callers: fixed windows from the first request, counted by the store, so that they are exact over all nodes. Safe for use from any thread.</summary>
internal sealed class GatewayLimits(ISessionStore store, KeyDerivation derivation, HytaleGatewayOptions options)
{
    private byte[]? _key;

    /// <summary>Counts a request.</summary>
    /// <param name="operation">What it asks for.</param>
    /// <param name="who">Whom it is counted for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<LimitState> TakeAsync(GatewayOperation operation, string who, CancellationToken cancellationToken)
    {
        byte[] key = _key ??= (await derivation.DeriveAsync("hytale gateway: limits", cancellationToken).ConfigureAwait(false))[0].Bytes.ToArray();
        string window = options.SharedHourlyLimit && operation.IsHourly ? "hourly" : operation.Path;
        byte[] hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{window}\n{who}"));
        WindowCount count = await store.CountAsync(hash, new WindowQuota(operation.Permits, operation.Window), cancellationToken).ConfigureAwait(false);
        return new LimitState(count.IsPermitted, operation.Permits, Math.Max(0, operation.Permits - count.Count), count.EndsAt, count.EndsAt - count.Now);
    }

    /// <summary>Whom a request is counted for before an account is known: its address; of IPv6 the /64, which is one customer's.</summary>
    public static string OfAddress(IPAddress? address)
    {
        if (address is null)
        {
            return "address unknown";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address {Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))}/64"
            : $"address {address}";
    }
}

/// <summary>Where a caller stands.</summary>
/// <param name="IsPermitted">Whether the request is served.</param>
/// <param name="Limit">How many the window has.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="ResetAt">When the window ends.</param>
/// <param name="Wait">How long that is from now.</param>
internal sealed record LimitState(bool IsPermitted, int Limit, int Remaining, DateTimeOffset ResetAt, TimeSpan Wait)
{
    /// <summary>The three headers. The reset is rounded up: at that second there is room.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; } =
    [
        ("X-RateLimit-Limit", Limit.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Remaining", Remaining.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Reset", ((long)Math.Ceiling(ResetAt.ToUnixTimeMilliseconds() / 1000.0)).ToString(CultureInfo.InvariantCulture)),
    ];

    public void WriteTo(HttpResponse response)
    {
        foreach ((string name, string value) in Headers)
        {
            response.Headers[name] = value;
        }
    }
}
