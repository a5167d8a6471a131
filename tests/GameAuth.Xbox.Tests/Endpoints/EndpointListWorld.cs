using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests;

/// <summary>Waits for what happens in the background of a request.</summary>
internal static class EndpointListWorld
{
    /// <summary>The first try to have a list is over.</summary>
    public static async Task ListIsReadyAsync(this XboxWorld world)
    {
        EndpointListCache lists = ((XboxProvider)world.Services.GetRequiredService<IXboxAuth>()).Lists;
        await UntilAsync(() => lists.IsReady);
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }
}
