import { Component, type ReactNode } from 'react';

interface LoadGuardProps {
  /** In place of what did not load. */
  readonly said: string;
  readonly children: ReactNode;
}

/** Keeps the page where a part of it did not come: React asks for a class here. */
export class LoadGuard extends Component<LoadGuardProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? (
      <p className="trouble" role="alert">
        {this.props.said}
      </p>
    ) : (
      this.props.children
    );
  }
}
