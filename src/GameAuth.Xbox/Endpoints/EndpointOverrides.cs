using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The addresses that the options name, and the live host that each of them stands for. Immutable.</summary>
internal sealed class EndpointOverrides
{
    private readonly (Uri Address, Uri? Live)[] _hosts;
    private readonly (Uri Address, Uri? Live)[] _loopback;

    /// <param name="options">Names and addresses.</param>
    /// <param name="allowLoopback">Whether tokens may go to loopback.</param>
    public EndpointOverrides(XboxOptions options, bool allowLoopback)
    {
        _hosts = [.. options.Endpoints.Select(one => (one.Value, options.LiveOf(one.Key)))];
        _loopback = allowLoopback ? [.. _hosts.Where(static one => EndpointRules.IsLoopback(one.Address))] : [];
    }

    /// <summary>Whether it is an emulator's address.</summary>
    public bool IsLoopback(Uri target) => Find(_loopback, target, out _);

    /// <summary>The live host of an emulator's address; null for any other address.</summary>
    public Uri? LiveOf(Uri target) => Find(_loopback, target, out Uri? live) ? live : null;

    /// <summary>The live host of an address that the options name, for its limits; null for any other address.</summary>
    public Uri? PacedAs(Uri target) => Find(_hosts, target, out Uri? live) ? live : null;

    private static bool Find((Uri Address, Uri? Live)[] hosts, Uri target, out Uri? live)
    {
        foreach ((Uri address, Uri? stands) in hosts)
        {
            if (EndpointRules.IsSameOrigin(target, address))
            {
                live = stands;
                return true;
            }
        }

        live = null;
        return false;
    }
}
