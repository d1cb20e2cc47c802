import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';
import { AuditLogPage } from '../pages/audit-log/audit-log-page.js';
import { AutoBccPage, EmailChangePage } from '../pages/confirmation/confirmation-page.js';
import { DeleteUserPage } from '../pages/delete-user/delete-user-page.js';
import { DeletedUsersPage } from '../pages/deleted-users/deleted-users-page.js';
import { InvitationPage } from '../pages/invitation/invitation-page.js';
import { NewUserPage } from '../pages/new-user/new-user-page.js';
import { LostPage, NotFoundPage } from '../pages/not-found/not-found-page.js';
import { PasswordResetPage } from '../pages/password-reset/password-reset-page.js';
import { AccountTokensPage } from '../pages/security/account-tokens-page.js';
import { SecuritySettingsPage } from '../pages/security/security-settings-page.js';
import { SettingsFrame } from '../pages/security/settings-frame.js';
import { SignInPage } from '../pages/sign-in/sign-in-page.js';
import { SignUpPage } from '../pages/sign-up/sign-up-page.js';
import { ActivitySection } from '../pages/user/activity-section.js';
import { ApiKeysSection } from '../pages/user/api-keys-section.js';
import { AutoBccSection } from '../pages/user/auto-bcc-section.js';
import { MailboxesSection } from '../pages/user/mailboxes-section.js';
import { NotificationsSection } from '../pages/user/notifications-section.js';
import { PasswordSection } from '../pages/user/password-section.js';
import { PermissionsSection } from '../pages/user/permissions-section.js';
import { ProfileSection } from '../pages/user/profile-section.js';
import { RoleSection } from '../pages/user/role-section.js';
import { SessionsSection } from '../pages/user/sessions-section.js';
import { TeamsSection } from '../pages/user/teams-section.js';
import { TwoFactorSection } from '../pages/user/two-factor-section.js';
import { UserPage } from '../pages/user/user-page.js';
import { UsersPage } from '../pages/users/users-page.js';
import { WelcomePage } from '../pages/welcome/welcome-page.js';
import { Broken } from './broken.js';
import { Home } from './home.js';
import { ManagersOnly } from './managers-only.js';
import { SessionGate } from './session-gate.js';

const sections = [
  { index: true, element: <ProfileSection /> },
  { path: 'role', element: <RoleSection /> },
  { path: 'permissions', element: <PermissionsSection /> },
  { path: 'mailboxes', element: <MailboxesSection /> },
  { path: 'teams', element: <TeamsSection /> },
  { path: 'notifications', element: <NotificationsSection /> },
  { path: 'auto-bcc', element: <AutoBccSection /> },
  { path: 'password', element: <PasswordSection /> },
  { path: 'two-factor', element: <TwoFactorSection /> },
  { path: 'sessions', element: <SessionsSection /> },
  { path: 'api-keys', element: <ApiKeysSection /> },
  { path: 'activity', element: <ActivitySection /> },
];

const settings = [
  { index: true, element: <Navigate to="/settings/security" replace /> },
  { path: 'security', element: <SecuritySettingsPage /> },
  { path: 'api-tokens', element: <AccountTokensPage /> },
];

const router = createBrowserRouter([
  {
    errorElement: <Broken />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      { path: '/invitation/:token?', element: <InvitationPage /> },
      { path: '/password-reset/:token?', element: <PasswordResetPage /> },
      { path: '/sign-up/:token?', element: <SignUpPage /> },
      { path: '/email-change/:token', element: <EmailChangePage /> },
      { path: '/auto-bcc/:token', element: <AutoBccPage /> },
      {
        element: <SessionGate />,
        children: [
          { path: '/', element: <Home /> },
          { path: '/welcome', element: <WelcomePage /> },
          { path: '/audit-log', element: <AuditLogPage /> },
          { path: '/settings', element: <SettingsFrame />, children: settings },
          { path: '/users/:id', element: <UserPage />, children: sections },
          {
            element: <ManagersOnly />,
            children: [
              { path: '/users', element: <UsersPage /> },
              { path: '/users/new', element: <NewUserPage /> },
              { path: '/users/deleted', element: <DeletedUsersPage /> },
              { path: '/users/:id/delete', element: <DeleteUserPage /> },
            ],
          },
          { path: '/users/*', element: <NotFoundPage /> },
        ],
      },
      { path: '*', element: <LostPage /> },
    ],
  },
]);

export function App() {
  return <RouterProvider router={router} />;
}
