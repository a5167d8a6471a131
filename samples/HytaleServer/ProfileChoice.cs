using GameAuth;
using GameAuth.Hytale;

namespace HytaleServer;

/// <summary>Which of the account's profiles runs the server.</summary>
internal static class ProfileChoice
{
    public static async Task<Guid> MakeAsync(Stage stage, HytaleAccount me, CancellationToken cancellationToken)
    {
        // At most 20 lists an hour: a server that is started again has no need of one.
        if (stage.Choices.Profile is null && await me.FindLastProfileAsync(cancellationToken) is { } last)
        {
            Console.WriteLine($"The profile is {last}, as the last time.");
            return last;
        }

        IReadOnlyList<HytaleProfile> profiles = await me.GetProfilesAsync(cancellationToken);
        Show.Profiles(profiles, stage.Choices.IsPlain);
        return (profiles.FirstOrDefault(one => stage.Choices.Profile is not { } wanted || IsCalled(one, wanted)) ?? throw new GameAuthConfigurationException(
            profiles.Count == 0
                ? "The account has no profile, so it has not got the game; nothing was begun."
                : "The account has no such profile; pass one of those above to --profile.")
            { Provider = HytaleDefaults.Provider, Step = "choose a profile" }).Id;
    }

    private static bool IsCalled(HytaleProfile profile, string wanted) =>
        string.Equals(profile.Username, wanted, StringComparison.OrdinalIgnoreCase) || (Guid.TryParse(wanted, out Guid id) && profile.Id == id);
}
