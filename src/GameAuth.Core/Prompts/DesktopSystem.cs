namespace GameAuth;

/// <summary>The ways of opening a page.</summary>
internal enum DesktopSystem
{
    /// <summary>X11 or Wayland, by xdg-open.</summary>
    Freedesktop,

    /// <summary>By open.</summary>
    MacOS,

    /// <summary>By the shell.</summary>
    Windows,
}
