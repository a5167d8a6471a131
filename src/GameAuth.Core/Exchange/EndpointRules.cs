using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Providers;

/// <summary>What an address of a service must be: https, or http on a literal loopback address where that is allowed.</summary>
public static class EndpointRules
{
    /// <summary>Whether the host of an address is a literal loopback address. A name such as localhost is none: what it stands for can change.</summary>
    /// <param name="address">An absolute address.</param>
    /// <returns>True for 127.0.0.0/8 and [::1].</returns>
    public static bool IsLoopback(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return IPAddress.TryParse(address.IdnHost, out IPAddress? ip) && IPAddress.IsLoopback(ip);
    }

    /// <summary>Whether two addresses are of one origin: scheme, host and port.</summary>
    /// <param name="target">One absolute address.</param>
    /// <param name="host">The other.</param>
    /// <returns>True when a token for one may go to the other.</returns>
    public static bool IsSameOrigin(Uri target, Uri host)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(host);
        return target.Port == host.Port && target.Scheme == host.Scheme && string.Equals(target.IdnHost, host.IdnHost, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Whether the application runs in production, where no emulator's address is taken: by its host's environment, or without a host by the variables <c>DOTNET_ENVIRONMENT</c> and
    /// <c>ASPNETCORE_ENVIRONMENT</c> that a host would read.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>True in the environment Production.</returns>
    public static bool IsProduction(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return IsProduction(services.GetService<IHostEnvironment>(), Environment.GetEnvironmentVariable);
    }

    internal static bool IsProduction(IHostEnvironment? host, Func<string, string?> variable) => host is not null
        ? host.IsProduction()
        : ((string[])["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"]).Any(name => string.Equals(variable(name), Environments.Production, StringComparison.OrdinalIgnoreCase));

    internal static string? Fault(Uri? address, bool allowLoopbackHttp, string example)
    {
        if (address is not { IsAbsoluteUri: true } || address.PathAndQuery != "/" || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
        {
            return $"is not the base address of a host; set scheme, host and port only, such as {example}.";
        }

        if (address.Scheme == Uri.UriSchemeHttps)
        {
            return null;
        }

        if (address.Scheme != Uri.UriSchemeHttp || !IsLoopback(address))
        {
            return "is not https; use https, or http on a literal loopback address such as http://127.0.0.1:5001 for an emulator.";
        }

        return allowLoopbackHttp
            ? null
            : "is http on loopback, which is for an emulator; set GameAuth:AllowLoopbackHttp to true outside of production, or use https.";
    }
}

/// <summary>
/// The live hosts that loopback addresses stand in for, as an emulator's do. A request to such a live host goes to its address. While the issuer is on loopback too, the registration is
/// emulated, and nothing of it leaves this machine. Immutable.
/// </summary>
/// <param name="provider">The provider, for errors.</param>
/// <param name="issuer">The host that issues the grants.</param>
/// <param name="endpoints">The configured addresses, each with the live host that it stands for; null where there is none.</param>
internal sealed class LoopbackEndpoints(string provider, Uri issuer, (Uri Address, Uri? Live)[] endpoints)
{
    private readonly bool _isEmulated = EndpointRules.IsLoopback(issuer);

    /// <summary>Where a request really goes.</summary>
    /// <exception cref="IllegalStepException">The registration is emulated, and the target is not.</exception>
    public Uri Resolve(Uri target)
    {
        foreach ((Uri address, _) in endpoints)
        {
            if (EndpointRules.IsSameOrigin(target, address))
            {
                return target;
            }
        }

        foreach ((Uri address, Uri? live) in endpoints)
        {
            if (live is not null && EndpointRules.IsLoopback(address) && EndpointRules.IsSameOrigin(target, live))
            {
                return new Uri(address.GetLeftPart(UriPartial.Authority) + target.PathAndQuery);
            }
        }

        return !_isEmulated || EndpointRules.IsLoopback(target) ? target : throw new IllegalStepException(
            $"{provider}: the request goes to {target.GetLeftPart(UriPartial.Authority)}, but the accounts of this registration are those of an emulator at "
            + $"{issuer.GetLeftPart(UriPartial.Authority)}, which does not stand in for that host. Name an address for it under Endpoints, or use a client without this account; nothing was sent.")
        { Provider = provider, Step = "audience" };
    }
}
