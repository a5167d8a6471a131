using System.Security.Cryptography;
using System.Text;
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

    /// <summary>
    /// The host that issues the grants. Rows are found only under its origin and under those of the other hosts that <see cref="Endpoints"/> has moved, so that no stored token ever goes to a
    /// host that it was not got with.
    /// </summary>
    protected internal abstract Uri Issuer { get; }

    /// <summary>The names that <see cref="Endpoints"/> may have; any other is refused at start. Default: those of <see cref="LiveEndpoints"/>.</summary>
    protected internal virtual IEnumerable<string> EndpointNames => LiveEndpoints.Keys;

    /// <summary>Whether <see cref="Endpoints"/> may also name a further live host in full, such as <c>api.example.com</c>, which an address stands in for. Default false.</summary>
    protected internal virtual bool TakesFurtherHosts => false;

    /// <summary>What rows are found under: the issuer's origin, and a hash of where the other hosts are that were moved. Without any it is the issuer's origin alone.</summary>
    internal string Origin
    {
        get
        {
            string issuer = Issuer.GetLeftPart(UriPartial.Authority);
            string moved = string.Join(' ', Endpoints
                .Where(one => !EndpointRules.IsSameOrigin(one.Value, Issuer) && !(LiveOf(one.Key) is { } live && EndpointRules.IsSameOrigin(one.Value, live)))
                .Select(static one => $"{one.Key.ToLowerInvariant()}={one.Value.GetLeftPart(UriPartial.Authority)}")
                .Order(StringComparer.Ordinal));
            return moved.Length == 0 ? issuer : $"{issuer}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(moved)))[..32]}";
        }
    }

    /// <summary>The base address of a host: the configured one, else the live one.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The address.</returns>
    public Uri EndpointOf(string name) => Endpoints.TryGetValue(name, out Uri? configured) ? configured : LiveEndpoints[name];

    /// <summary>The live host that a name of <see cref="Endpoints"/> stands for.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Its address; null for a name without a live host.</returns>
    public Uri? LiveOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return LiveEndpoints.TryGetValue(name, out Uri? live) ? live
            : TakesFurtherHosts && name.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(name) is UriHostNameType.Dns ? new Uri($"https://{name}")
            : null;
    }

    /// <summary>What is wrong with a name; null for a good one.</summary>
    internal string? NameFault(string name)
    {
        if (EndpointNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        string? known = LiveEndpoints.FirstOrDefault(one => string.Equals(one.Value.IdnHost, name, StringComparison.OrdinalIgnoreCase)).Key;
        return known is not null ? $"is the host of an endpoint that has a name; write Endpoints:{known}."
            : LiveOf(name) is not null ? null
            : $"is no endpoint; the names are {string.Join(", ", EndpointNames.Order(StringComparer.Ordinal))}"
                + (TakesFurtherHosts ? ", and any other host by its full name, such as api.example.com." : ".");
    }

    /// <summary>The hosts that loopback addresses stand in for; null where there is no such address.</summary>
    internal LoopbackEndpoints? Loopback(string provider) => Endpoints.Values.Any(EndpointRules.IsLoopback)
        ? new LoopbackEndpoints(provider, Issuer, [.. Endpoints.Select(one => (one.Value, LiveOf(one.Key)))])
        : null;
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
            if ((options.NameFault(endpoint) ?? EndpointRules.Fault(address, family.AllowLoopbackHttp, example)) is { } fault)
            {
                Fail($"Endpoints:{endpoint} {fault}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : throw new ConfigurationKeys(host).ToException(failures, provider, name);
    }
}
