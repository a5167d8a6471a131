namespace GameAuth.Emulator.Hytale.Accounts;

/// <summary>What makes no sense about accounts, in words that name the member; scenarios and options are held to the same.</summary>
internal static class HytaleAccountCheck
{
    public static string? ProblemOf(IReadOnlyCollection<EmulatedHytaleAccount> accounts)
    {
        EmulatedHytaleProfile[] profiles = [.. accounts.SelectMany(account => account.Profiles)];
        string[] ids = [.. accounts.Select(account => account.Owner), .. profiles.Select(profile => profile.Uuid)];
        if (Array.Find(ids, id => !IsUuid(id)) is { } odd)
            return $"'{odd}' must be a UUID in lower case, such as e1000000-0000-4000-8000-000000000001";
        if (Repeated(ids) is { } id) return $"two accounts or profiles have the UUID {id}";
        if (Repeated(profiles.Select(profile => profile.Username)) is { } name) return $"two profiles have the username {name}";
        return Array.Exists(profiles, profile => profile.Username.Length == 0) ? "a profile needs a username" : null;
    }

    private static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out Guid id) && id.ToString() == text;

    private static string? Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1)?.Key;
}
