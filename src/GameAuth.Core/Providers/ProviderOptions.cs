using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>What the options of every provider's registration have: a client id and the addresses of the service's hosts.</summary>
/// <remarks>For provider authors: derive a sealed class, with the provider's own options beside these.</remarks>
public abstract class ProviderOptions
{
    /// <summary>Your application's client id at the service.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Base addresses of hosts by name, where they are not the live ones: scheme, host and port only. An emulator's configuration sets them. Default empty: the live service.</summary>
    public IDictionary<string, Uri> Endpoints { get; } = new Dictionary<string, Uri>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of the live service by name.</summary>
    protected internal abstract IReadOnlyDictionary<string, Uri> LiveEndpoints { get; }

    /// <summary>The host that issues the grants: rows are found only under its origin.</summary>
    protected internal abstract Uri Issuer { get; }

    /// <summary>The base address of a host: the configured one, else the live one.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The address.</returns>
    public Uri EndpointOf(string name) => Endpoints.TryGetValue(name, out Uri? configured) ? configured : LiveEndpoints[name];
}

/// <summary>Checks the options of a registration: addresses by one rule for all providers, the rest by the provider's own.</summary>
/// <remarks>It throws the family's own exception, so that it is the same one whoever asks for the options first: a host at its start, or a front door.</remarks>
internal sealed class ProviderOptionsValidator<TOptions>(string provider, string title, Action<TOptions, Action<string>>? check, IServiceProvider host) : IValidateOptions<TOptions>
    where TOptions : ProviderOptions
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        List<string> failures = [];
        GameAuthOptions family = host.GetRequiredService<IOptions<GameAuthOptions>>().Value;
        void Fail(string what) => failures.Add($"{title} registration '{name}': {what}");

        check?.Invoke(options, Fail);
        string example = options.LiveEndpoints.Values.Select(static live => live.GetLeftPart(UriPartial.Authority)).FirstOrDefault("https://api.example");
        foreach ((string endpoint, Uri? address) in options.Endpoints)
        {
            if (EndpointRules.Fault(address, family.AllowLoopbackHttp, example) is { } fault)
            {
                Fail($"Endpoints:{endpoint} {fault}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : throw new ConfigurationKeys(host).ToException(failures, provider, name);
    }
}

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
