namespace GameAuth.Xbox;

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class XboxEndpoint
{
    public const string Login = "login";
    public const string Device = "device";
    public const string User = "user";
    public const string Title = "title";
    public const string Sisu = "sisu";
    public const string Xsts = "xsts";
    public const string Profile = "profile";
    public const string TitleManagement = "titlemgt";
    public const string Achievements = "achievements";
    public const string TitleHub = "titlehub";
    public const string Presence = "userpresence";
    public const string PeopleHub = "peoplehub";
    public const string Social = "social";
    public const string Rta = "rta";
}
