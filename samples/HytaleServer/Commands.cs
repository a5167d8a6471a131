using GameAuth.Hytale;

namespace HytaleServer;

/// <summary>What the program does beside running the server.</summary>
internal static class Commands
{
    public static async Task ShowProfilesAsync(Stage stage, CancellationToken cancellationToken)
    {
        HytaleAccount me = await stage.Hytale.SignInAsync(stage.SignIn, cancellationToken);
        Show.Profiles(await me.GetProfilesAsync(cancellationToken), stage.Choices.IsPlain);
    }

    public static async Task SignOutAsync(Stage stage, CancellationToken cancellationToken)
    {
        if (await stage.Hytale.FindAsync(cancellationToken: cancellationToken) is not { } me)
        {
            Console.WriteLine("Nobody is signed in.");
            return;
        }

        await me.SignOutAsync(cancellationToken);
        Console.WriteLine($"{me.DisplayName} is signed out.");
    }
}
