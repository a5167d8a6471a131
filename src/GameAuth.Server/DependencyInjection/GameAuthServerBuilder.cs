using System.Diagnostics.CodeAnalysis;
using GameAuth.Jose;
using GameAuth.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store, the providers, the profiles and the signing keys of a session server. Used while services are registered, by one thread.</summary>
public sealed class GameAuthServerBuilder
{
    internal GameAuthServerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a provider: players who bring what its verifier confirms get sessions, at <c>POST /api/auth/{name}/exchange</c>.</summary>
    /// <typeparam name="TVerifier">Verifies the players; one object for the host, made from its services.</typeparam>
    /// <param name="name">The provider's name: 1 to 64 lower case letters, digits and dashes. It is stored with each session and never changes.</param>
    /// <param name="profile">The profile of its sessions; default: the profile <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name has other characters, or is taken.</exception>
    public GameAuthServerBuilder AddProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TVerifier>(
        string name, string profile = SessionProfiles.Default)
        where TVerifier : class, IIdentityVerifier
    {
        AddProvider(name, profile);
        Services.AddKeyedSingleton<IIdentityVerifier, TVerifier>(name);
        return this;
    }

    /// <summary>Adds a provider whose verifier the caller makes; see the other one.</summary>
    /// <param name="name">The provider's name.</param>
    /// <param name="create">Makes the verifier; called once.</param>
    /// <param name="profile">The profile of its sessions; default: the profile <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name has other characters, or is taken.</exception>
    public GameAuthServerBuilder AddProvider(string name, Func<IServiceProvider, IIdentityVerifier> create, string profile = SessionProfiles.Default)
    {
        ArgumentNullException.ThrowIfNull(create);
        AddProvider(name, profile);
        Services.AddKeyedSingleton(name, (host, _) => create(host));
        return this;
    }

    /// <summary>Adds a profile, or sets more of one; bound from the section <c>GameAuth:Server:Profiles:{name}</c> of the configuration first. The profile <c>default</c> is always there.</summary>
    /// <param name="name">The profile's name: 1 to 64 letters, digits and dashes. It is stored with each session.</param>
    /// <param name="configure">Sets it, on top of the configuration; null for the configuration alone.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name has other characters.</exception>
    public GameAuthServerBuilder AddProfile(string name, Action<SessionProfile>? configure = null)
    {
        ServerNames.Check(name, nameof(name));
        OptionsBuilder<SessionProfile> profile = Services.AddOptions<SessionProfile>(name);
        if (!Services.Any(service => service.ImplementationInstance is RegisteredProfile known && known.Name == name))
        {
            Services.AddSingleton(new RegisteredProfile(name));
            profile.Configure<IServiceProvider>((settings, host) => ServerConfiguration.Bind(settings, name, host)).ValidateOnStart();
        }

        if (configure is not null)
        {
            profile.Configure(configure);
        }

        return this;
    }

    /// <summary>Maps players to the subjects of their tokens in a way of the application's own. Default: <c>provider:id</c>.</summary>
    /// <typeparam name="TMapper">Maps; one object for the host, made from its services.</typeparam>
    /// <returns>The same builder.</returns>
    public GameAuthServerBuilder UseSubjectMapper<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMapper>()
        where TMapper : class, ISubjectMapper
    {
        Services.Replace(ServiceDescriptor.Singleton<ISubjectMapper, TMapper>());
        return this;
    }

    /// <summary>Keeps sessions in memory: for tests, for development, and for a server whose players may sign in again at each start.</summary>
    /// <param name="store">A store to share with other hosts in this process; null for one of its own.</param>
    /// <returns>The same builder.</returns>
    public GameAuthServerBuilder UseMemorySessions(MemorySessionStore? store = null) =>
        UseSessionStore(host => store ?? new MemorySessionStore(host.GetRequiredService<TimeProvider>()));

    /// <summary>Keeps sessions in a store of your own, or in one that a package brings.</summary>
    /// <param name="create">Makes the store; called once.</param>
    /// <returns>The same builder.</returns>
    public GameAuthServerBuilder UseSessionStore(Func<IServiceProvider, ISessionStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.Replace(ServiceDescriptor.Singleton(create));
        return this;
    }

    /// <summary>Signs access tokens with keys of another kind. Default: RS256 keys of 2048 bits. Tokens that keys of the kind before have signed stay good until they end.</summary>
    /// <param name="factory">Makes and opens the keys.</param>
    /// <returns>The same builder.</returns>
    public GameAuthServerBuilder UseSigningKeys(IJwsKeyFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Services.AddSingleton(factory);
        return this;
    }

    private void AddProvider(string name, string profile)
    {
        ServerNames.Check(name, nameof(name));
        if (name.Any(char.IsAsciiLetterUpper))
        {
            throw new ArgumentException($"A provider's name is part of an address and has no upper case letters; '{name}' has.", nameof(name));
        }

        if (Services.Any(service => service.ImplementationInstance is RegisteredVerifier known && known.Provider == name))
        {
            throw new ArgumentException($"The provider '{name}' was added before; give this one another name.", nameof(name));
        }

        Services.AddSingleton(new RegisteredVerifier(name, profile));
    }
}

/// <summary>The names of providers and profiles: parts of addresses, sections and rows.</summary>
internal static class ServerNames
{
    private const int Longest = 64;

    public static void Check(string name, string parameter)
    {
        if (name is not { Length: > 0 and <= Longest } || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            throw new ArgumentException($"A name has 1 to {Longest} letters, digits and dashes; '{name}' has not.", parameter);
        }
    }
}
