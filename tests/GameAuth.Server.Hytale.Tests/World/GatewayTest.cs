using GameAuth.Emulator;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>A test of the gateway. The same tests run on each kind of store: see <see cref="OnSqlite"/> and <see cref="OnPostgreSql"/>.</summary>
public abstract class GatewayTest
{
    protected virtual StoreKind Stores => StoreKind.Memory;

    protected Task<GatewayWorld> StartAsync(
        Action<HytaleEmulatorOptions>? hytale = null, Action<HytaleGatewayOptions>? options = null, int nodes = 1, TimeSpan? grant = null,
        GatewayNodeSetup? setup = null, bool keepsGrants = false) => GatewayWorld.StartAsync(Stores, hytale, options, nodes, grant, setup, keepsGrants);
}
