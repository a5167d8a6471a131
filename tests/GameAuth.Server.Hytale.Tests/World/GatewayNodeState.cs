using System.Reflection;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>What a node does by timers of a clock that jumps.</summary>
internal static class GatewayNodeState
{
    private static readonly Type Follower = typeof(BearerValidator).Assembly.GetType("GameAuth.Server.RevocationFollower", throwOnError: true)!;
    private static readonly MethodInfo CatchUp = Follower.GetMethod("TryCatchUpAsync")!;

    /// <summary>Waits until a node knows again who was revoked. A reading that was on its way when the clock jumped is of before, and its time was over; so the log is read again.</summary>
    public static async Task UntilRevocationsAreKnownAsync(IServiceProvider node)
    {
        BearerValidator bearer = node.GetRequiredService<BearerValidator>();
        int looks = 0;
        await GatewayWorld.UntilAsync(async () =>
        {
            if (++looks % 16 == 0)
            {
                await (Task)CatchUp.Invoke(node.GetRequiredService(Follower), [CancellationToken.None])!;
            }

            return (await bearer.ValidateAsync("none", "none")).Error != AuthError.TemporarilyUnavailable;
        });
    }

    /// <summary>A jump over the moment at which a grant is refreshed would end the time of that request, so only the tests of that keep grants.</summary>
    public static void KeepNoGrants(IServiceCollection services, FakeClock clock) => services.AddSingleton(host => new GrantKeeper(
        new SealedWork(new MemorySessionStore(clock), host.GetRequiredService<ITokenProtector>()), host.GetRequiredService<GatewaySessions>(), host.GetRequiredService<GatewayUpstream>(), host.GetRequiredService<GatewayAudit>(), clock,
        NullLogger<GrantKeeper>.Instance));
}
