namespace GameAuth.Xbox;

/// <summary>The two families of client ids, which sign in with other scopes and get to Xbox Live by other ways.</summary>
public enum XboxClientKind
{
    /// <summary>A title's own id, such as sixteen hexadecimal digits: scope <see cref="XboxDefaults.Scope"/>, ticket prefix <c>t=</c>, device, title and user token.</summary>
    Title,

    /// <summary>An application id of Azure, a GUID: scope <see cref="XboxDefaults.AzureScope"/>, ticket prefix <c>d=</c>. It has no title token and no SISU.</summary>
    Azure,
}
