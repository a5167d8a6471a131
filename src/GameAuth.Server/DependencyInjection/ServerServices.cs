using GameAuth.Jose;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>The services of the session server, each one object for the host.</summary>
internal static class ServerServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<SessionProfiles>();
        services.TryAddSingleton<ServerKeys>();
        services.TryAddSingleton<ISubjectMapper, ProviderSubjectMapper>();
        AddKeys(services);
        AddEngine(services);
        AddBearer(services);
        AddEndpoints(services);
        AddAudit(services);

        services.TryAddSingleton<SigningKeyTurning>();
        services.TryAddSingleton<StorePruning>();
        services.TryAddSingleton<HostChecks>();
        services.AddSingleton<ServerStart>();
        services.AddHostedService(static host => host.GetRequiredService<ServerStart>());
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.TryAddSingleton(static host => new SigningKeyFactories(host.GetServices<IJwsKeyFactory>()));
        services.TryAddSingleton(static host => new SigningKeyRing(
            host.GetRequiredService<ApplicationRecords>(), host.GetRequiredService<SigningKeyFactories>(), RulesOf(host), host.GetRequiredService<TimeProvider>(),
            host.GetRequiredService<ILogger<SigningKeyRing>>()));
        services.TryAddSingleton(static host => new SigningKeys(host.GetRequiredService<SigningKeyRing>()));
        services.TryAddSingleton(static host => new ProviderAccountHash(host.GetRequiredService<ServerKeys>().ProviderAccounts));
        services.TryAddSingleton<AccessTokenIssuer>();
        services.TryAddSingleton<IAccessTokenIssuer>(static host => host.GetRequiredService<AccessTokenIssuer>());
    }

    private static SigningKeyRules RulesOf(IServiceProvider host)
    {
        // A node whose clock is behind signs with the old key for longer, and another takes its tokens for longer.
        GameAuthServerOptions options = Options(host);
        TimeSpan keep = host.GetRequiredService<SessionProfiles>().LongestAccessToken + (2 * options.ClockSkew) + SigningKeyRing.Interval;
        return new SigningKeyRules(options.SigningKeyNotice, options.SigningKeyLifetime, keep);
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.TryAddSingleton<SessionKeys>();
        services.TryAddSingleton<SessionEvents>();
        services.TryAddSingleton(static host => new SessionDirectory(
            host.GetRequiredService<ISessionStore>(), host.GetRequiredService<SessionEvents>(), Options(host), host.GetRequiredService<AuditRows>()));
        services.TryAddSingleton(static host => new SessionServiceParts(
            host.GetRequiredService<ISessionStore>(), host.GetRequiredService<SessionKeys>(), host.GetRequiredService<IAccessTokenIssuer>(),
            host.GetRequiredService<SessionDirectory>(), host.GetRequiredService<SessionEvents>(), host.GetRequiredService<SessionProfiles>().Find, Options(host)));
        services.TryAddSingleton<SessionService>();
        services.TryAddSingleton<SessionExchange>();
        services.TryAddSingleton<Acknowledgements>();
    }

    private static void AddBearer(IServiceCollection services)
    {
        services.TryAddSingleton(static host => new RevocationIndex(
            host.GetRequiredService<ProviderAccountHash>(), Options(host).RevocationBound, host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<OpenConnections>();
        services.TryAddSingleton<RevocationFollower>();
        services.TryAddSingleton(static host => new BearerValidator(
            host.GetRequiredService<SigningKeyRing>(), host.GetRequiredService<RevocationIndex>(), host.GetRequiredService<Acknowledgements>(),
            host.GetRequiredService<IOptions<GameAuthServerOptions>>(), host.GetRequiredService<TimeProvider>()));
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.TryAddSingleton(static host => new DpopNonces(
            host.GetRequiredService<ServerKeys>().DpopNonces, Options(host).DpopNonceLifetime, Options(host).ClockSkew, host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static host => new DpopCheck(
            host.GetRequiredService<DpopNonces>(), host.GetRequiredService<ServerKeys>().DpopProofs, host.GetRequiredService<ISessionStore>(),
            host.GetRequiredService<IOptions<GameAuthServerOptions>>(), host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static host => new OriginCheck(Options(host)));
        services.TryAddSingleton<TransportRules>();
        services.TryAddSingleton<AccessTokenReader>();
        services.TryAddSingleton<RefreshCookie>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IServiceProvider>(ServerCors.AddPolicy);
        services.TryAddSingleton<TokenAnswer>();
        services.TryAddSingleton<EndpointGuard>();
        services.TryAddSingleton<ExchangeRequirements>();
        services.TryAddSingleton<ExchangeEndpoint>();
        services.TryAddSingleton<RefreshEndpoint>();
        services.TryAddSingleton<LogoutEndpoint>();
        services.TryAddSingleton<OwnSessionsEndpoint>();
        services.TryAddSingleton<MetadataEndpoints>();
        services.TryAddSingleton(static host => new EndpointSessions(
            host.GetRequiredService<SessionExchange>(), host.GetRequiredService<SessionService>(), host.GetRequiredService<SessionServiceParts>(),
            host.GetRequiredService<ISubjectMapper>(), host.GetRequiredService<TransportRules>(), host.GetRequiredService<RevocationFollower>()));
    }

    private static void AddAudit(IServiceCollection services)
    {
        services.TryAddSingleton<AuditPeppers>();
        services.TryAddSingleton(static host => new AuditHashes(host.GetRequiredService<ServerKeys>().AuditAccounts, host.GetRequiredService<AuditPeppers>()));
        services.TryAddSingleton<AuditRows>();
        services.TryAddSingleton<AlertWatch>();
        services.TryAddSingleton<AuditWriter>();
        services.AddSingleton<IAuthEventSink>(static host => host.GetRequiredService<AuditWriter>());
        services.TryAddSingleton<ServerTelemetry>();
        services.AddSingleton<IAuthEventSink>(static host => host.GetRequiredService<ServerTelemetry>());
        services.TryAddSingleton(static host => new SessionAudit(
            host.GetRequiredService<ISessionStore>(), host.GetRequiredService<SessionDirectory>(), host.GetRequiredService<AuditWriter>(), host.GetRequiredService<AuditHashes>()));
        services.TryAddSingleton<AdminEndpoints>();
        services.TryAddSingleton(static host => new EndpointEvents(host.GetRequiredService<AuthEvents>(), host.GetRequiredService<AuditHashes>(), host.GetRequiredService<TimeProvider>()));
    }

    private static GameAuthServerOptions Options(IServiceProvider host) => host.GetRequiredService<IOptions<GameAuthServerOptions>>().Value;
}

/// <summary>The subjects of a host that chose no mapper: <c>provider:id</c>, or what the verifier says.</summary>
internal sealed class ProviderSubjectMapper : ISubjectMapper
{
    public ValueTask<string> MapAsync(string provider, VerifiedIdentity identity, CancellationToken cancellationToken) => new(identity.Subject ?? $"{provider}:{identity.ProviderSubject}");
}
